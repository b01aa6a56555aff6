/**
 * Build of the web UI. From the root: `vite build --config web/vite.config.ts` writes build/web;
 * `vite --config web/vite.config.ts` serves it for development and passes /api on to VIGIL_SERVER
 * (a server, or dev/mock-server.ts).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { parse } from "yaml";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const lib = folder("../lib/");
const protocol = folder("../lib/protocol/");

/**
 * The protocol's door exports schemas beside types and constants. This marks their making as free
 * of effects, so that schemas nobody in the browser reads, and TypeBox and msgpackr with them, are
 * left out of the bundle.
 */
function pureSchemas(): Plugin {
  const makers =
    "Type\\.\\w+|[A-Z_]+\\.(?:map|flatMap|join)|resource|single|page|creation|input|\\w+Errors";
  return {
    name: "vigil-pure-schemas",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (!id.startsWith(protocol)) return null;
      // A file's own short forms: `const text = () => Type.String()`.
      const own = [...code.matchAll(/^const (\w+) = \([^)]*\) =>/gm)].map(([, name]) => name);
      const calls = new RegExp(
        `(?<!function )\\b(?:${[makers, ...own].join("|")})(?:<[^()]*>)?\\(`,
        "g",
      );
      return { code: code.replace(calls, "/* @__PURE__ */ $&"), map: null };
    },
  };
}

/** Gives the workbench the macros of content/, read when the UI is built. */
function shippedMacros(): Plugin {
  const name = "virtual:shipped-macros";
  const file = folder("../content/agent/macros.yaml");
  return {
    name: "vigil-shipped-macros",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null;
      this.addWatchFile(file);
      const { macros } = parse(readFileSync(file, "utf8")) as { macros: unknown };
      return `export const MACROS = ${JSON.stringify(macros)};`;
    },
  };
}

/** What only editors need; it is loaded with the first of them. */
const EDITOR =
  /node_modules\/(?:@codemirror|@lezer|@marijn|style-mod|crelt|w3c-keyname|re2js|ipaddr\.js)\//;

export default defineConfig({
  root: folder("."),
  plugins: [pureSchemas(), shippedMacros(), react()],
  build: {
    outDir: folder("../build/web"),
    emptyOutDir: true,
    target: "es2023",
    // Small files stay files too: a strict content security policy allows no data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // Libraries change more seldom than we do, and stay in the browser's cache when we do.
      output: {
        codeSplitting: {
          groups: [
            { name: "editor", test: EDITOR, priority: 1 },
            { name: "vendor", test: /node_modules/ },
          ],
        },
      },
      treeshake: {
        // Schemas are spread into others; what is read of them does nothing.
        propertyReadSideEffects: false,
        moduleSideEffects: (id) => !id.startsWith(lib) && !/\/(typebox|msgpackr)\//.test(id),
      },
    },
  },
  server: { proxy: { "/api": process.env["VIGIL_SERVER"] ?? "http://127.0.0.1:8080" } },
});
