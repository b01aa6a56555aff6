/** The thread of a reader: answers one question after the other, in the order they come. */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { addFunctions } from "./sqlite-functions.ts";
import type { ReadAnswer, ReadQuestion } from "./sqlite-reader.ts";
import { BUSY_TIMEOUT_MS } from "./sqlite-values.ts";

const database = new DatabaseSync(workerData as string, { readOnly: true });
database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
addFunctions(database);

parentPort?.on("message", ({ id, sql, parameters }: ReadQuestion) => {
  let answer: ReadAnswer;
  try {
    const rows = database.prepare(sql).all(...(parameters as SQLInputValue[]));
    answer = { id, rows };
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: unknown };
    answer = { id, fault: { message, errcode } };
  }
  parentPort?.postMessage(answer);
});
