/** What a fresh machine lacks: Debian packages, secrets, and the built sensor, agent and web. */

export {
  AGENT_BUNDLE,
  AGENT_HEAP,
  buildAgent,
  buildSensor,
  buildWeb,
  SENSOR_BINARY,
  WEB_DIR,
} from "./build.ts";
export type { DataPaths } from "./data.ts";
export { dataPaths, defaultDataDir, prepareData, ROOT, readSecret } from "./data.ts";
export { refuseSetup } from "./errors.ts";
export { BUILD_PACKAGES, installPackages, TEST_PACKAGES } from "./packages.ts";
