/**
 * The web's files: caching, pages without a file of their own, and nothing outside the directory.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openTestApi } from "./testing.ts";

const page = { accept: "text/html,application/xhtml+xml" };

test("without a built web a page says so and the API goes on", async (context) => {
  const { app } = await openTestApi(context);
  const answer = await app.inject({ url: "/", headers: page });
  assert.equal(answer.statusCode, 503);
  assert.match(answer.body, /not built/);
  assert.equal((await app.inject({ url: "/health" })).statusCode, 200);
});

test("files are served as what they are, pages as index.html", async (context) => {
  const { app, webDirectory } = await openTestApi(context);
  mkdirSync(join(webDirectory, "assets"));
  writeFileSync(join(webDirectory, "index.html"), "<!doctype html><title>Vigil</title>");
  writeFileSync(join(webDirectory, "favicon.svg"), "<svg/>");
  writeFileSync(join(webDirectory, "assets/main-0a1b.js"), "1");
  writeFileSync(join(webDirectory, ".env"), "secret");
  for (const url of ["/", "/index.html", "/signals", "/signals/abc?tab=event"]) {
    const answer = await app.inject({ url, headers: page });
    assert.equal(answer.statusCode, 200, url);
    assert.match(answer.body, /<title>Vigil/, url);
    assert.equal(answer.headers["cache-control"], "no-cache", url);
    assert.match(String(answer.headers["content-type"]), /^text\/html/, url);
  }
  const asset = await app.inject({ url: "/assets/main-0a1b.js" });
  assert.match(String(asset.headers["cache-control"]), /immutable/);
  assert.match(String(asset.headers["content-type"]), /javascript/);
  assert.match(String((await app.inject({ url: "/favicon.svg" })).headers["content-type"]), /svg/);
  const missing = ["/assets/gone.js", "/.env", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/etc/passwd"];
  for (const url of missing) {
    const answer = await app.inject({ url });
    const { code } = answer.json().details[0];
    assert.ok(["API_PATH_UNKNOWN", "API_REQUEST_INVALID"].includes(code), `${url}: ${code}`);
  }
});
