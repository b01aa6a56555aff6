/** The data directory: one folder a program, the secrets they share, logs, and what is running. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { refuseSetup } from "./errors.ts";

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, "../../..");

export type DataPaths = {
  dir: string;
  storage: string;
  server: string;
  agent: string;
  logs: string;
  run: string;
  sensorSocket: string;
  storageToken: string;
  enrollToken: string;
  localToken: string;
  state: string;
};

/** `.vigil` in the checkout; the systemd units use /var/lib/vigil. */
export function defaultDataDir(): string {
  return join(ROOT, ".vigil");
}

export function dataPaths(dir: string): DataPaths {
  const at = (...parts: string[]) => join(resolve(dir), ...parts);
  return {
    dir: at(),
    storage: at("storage"),
    server: at("server"),
    agent: at("agent"),
    logs: at("log"),
    run: at("run"),
    sensorSocket: at("run/sensor.sock"),
    storageToken: at("secret/storage.token"),
    enrollToken: at("secret/enroll.token"),
    localToken: at("secret/local.token"),
    state: at("run/supervisor.json"),
  };
}

/** Makes the folders and, once, the secrets; only their owner may read them. */
export function prepareData(paths: DataPaths): void {
  try {
    for (const dir of [
      paths.dir,
      paths.storage,
      paths.server,
      paths.agent,
      paths.logs,
      paths.run,
      join(paths.dir, "secret"),
    ])
      mkdirSync(dir, { recursive: true, mode: 0o700 });
    for (const file of [paths.storageToken, paths.enrollToken, paths.localToken])
      if (!existsSync(file))
        writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refuseSetup("SETUP_DATA_UNUSABLE", { dir: paths.dir, reason }, cause);
  }
}

/** A secret's text without its line end. */
export function readSecret(file: string): string {
  return readFileSync(file, "utf8").trim();
}
