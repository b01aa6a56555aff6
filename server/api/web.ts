/**
 * Serves the built web: hashed assets for ever, everything else fresh, and `index.html` for every
 * address that a page of the web may have. The web may be missing, or appear later; until then the
 * same addresses say so.
 */
import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { refuseApi } from "./errors.ts";
import type { App } from "./route.ts";

const INDEX = "index.html";
const ASSET_AGE = "public, max-age=31536000, immutable";
const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Vigil</title>
<h1>The web is not built</h1>
<p>Run <code>./vigil up</code>, which builds it. The API works without it.</p></html>`;

/**
 * Adds the files below `directory`; what is no file there goes to the handler of unknown addresses.
 */
export async function webRoutes(app: App, directory: string): Promise<void> {
  // The names under assets/ carry a hash of their content.
  const assets = join(directory, "assets") + sep;
  await app.register(fastifyStatic, {
    root: directory,
    serve: false,
    index: false,
    dotfiles: "ignore",
    cacheControl: false,
    setHeaders(response, path) {
      response.header("cache-control", path.startsWith(assets) ? ASSET_AGE : "no-cache");
    },
  });
  app.route({
    method: ["GET", "HEAD"],
    url: "/*",
    config: { access: "public", rateLimit: false },
    schema: { hide: true },
    handler(request, reply) {
      const { "*": path } = request.params as { "*": string };
      if (isPage(path)) reply.callNotFound();
      else reply.sendFile(path);
    },
  });
}

function isPage(path: string): boolean {
  return path === "" || path === INDEX || path.startsWith("api/");
}

/** The page for an address that is no file: the web itself finds out what to show there. */
export function answerPage(request: FastifyRequest, reply: FastifyReply, directory: string) {
  const wantsPage = request.headers.accept?.includes("text/html") === true;
  const isRoot = request.url === "/";
  if (request.method !== "GET" || !(wantsPage || isRoot)) throw refuseApi("API_PATH_UNKNOWN");
  if (existsSync(join(directory, INDEX))) reply.code(200).sendFile(INDEX);
  else reply.code(503).type("text/html; charset=utf-8").send(NOT_BUILT);
}
