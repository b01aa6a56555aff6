/**
 * Who this agent is: an id it chooses once, and the key the server gave it for the enrolment token.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { refuseOutput } from "./errors.ts";

const ID_FILE = "agent-id";
const KEY_FILE = "agent-key";
const LOCK_FILE = "agent.lock";
const ID = /^[0-9a-f]{32}$/;
const KEY = /^[\x21-\x7e]{1,512}$/;

export type Identity = {
  readonly id: string;
  /** The agent's own key; "" before it has enrolled. */
  key(): string;
  keepKey(key: string): void;
  forgetKey(): void;
  release(): void;
};

function readWord(path: string, form: RegExp): string {
  try {
    const word = readFileSync(path, "utf8").trim();
    return form.test(word) ? word : "";
  } catch {
    /* Not there on the first start. */
    return "";
  }
}

function writeWord(path: string, word: string): void {
  writeFileSync(`${path}.new`, `${word}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

/** One agent a directory: the kernel drops SQLite's lock when the process dies, however it dies. */
function lock(dir: string): DatabaseSync {
  const database = new DatabaseSync(join(dir, LOCK_FILE));
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens the data directory for this process alone. Throws OUTPUT_DATA_UNUSABLE. */
export function openIdentity(dir: string, createId: () => string): Identity {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const held = lock(dir);
    let id = readWord(join(dir, ID_FILE), ID);
    if (id === "") {
      id = createId();
      writeWord(join(dir, ID_FILE), id);
    }
    let key = readWord(join(dir, KEY_FILE), KEY);
    return {
      id,
      key: () => key,
      keepKey: (given) => {
        key = given;
        writeWord(join(dir, KEY_FILE), given);
      },
      forgetKey: () => {
        key = "";
        rmSync(join(dir, KEY_FILE), { force: true });
      },
      release: () => held.close(),
    };
  } catch (cause) {
    const text = (cause as Error).message;
    const reason = /locked/.test(text) ? "another agent uses it" : text;
    throw refuseOutput("OUTPUT_DATA_UNUSABLE", { dir, reason }, cause);
  }
}
