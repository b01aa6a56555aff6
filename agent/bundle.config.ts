/**
 * Build of the agent as one file: it starts in a fraction of the time, and holds neither the
 * compiler of types nor what is never called. From the root:
 * `vite build --config agent/bundle.config.ts` writes build/agent.mjs.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: folder(".."),
  ssr: { noExternal: true },
  build: {
    ssr: folder("main.ts"),
    outDir: folder("../build"),
    emptyOutDir: false,
    target: "node24",
    // Names stay as they are in messages and profiles.
    minify: false,
    rolldownOptions: {
      output: { entryFileNames: "agent.mjs", codeSplitting: false },
      treeshake: {
        // Of lib only what the agent calls: it says nothing by being there. Else most of the start
        // went into schemas of the server's API, which nothing here checks against.
        moduleSideEffects: (id) => !id.startsWith(folder("../lib/")),
        manualPureFunctions: ["Type"],
      },
    },
  },
});
