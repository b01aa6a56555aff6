/**
 * Kysely on a connection to SQLite that only reads, in a thread of its own: the engine is
 * synchronous, and a question about many rows would keep the server from everything else. It sees
 * what was committed when it is asked.
 */
import { Worker } from "node:worker_threads";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
} from "kysely";
import { refuseStore } from "./errors.ts";
import { dialectBy } from "./sqlite-dialect.ts";
import { bindable, translate } from "./sqlite-values.ts";

/** Questions that wait for an answer, the one that is answered among them. */
export const READS_WAITING_MAX = 64;
/** How long one may take from when it is asked, those before it included. */
export const READ_MS_MAX = 30_000;

export type ReadQuestion = { id: number; sql: string; parameters: unknown[] };
export type ReadAnswer =
  | { id: number; rows: unknown[] }
  | { id: number; fault: { message: string; errcode: unknown } };

type Waiting = {
  resolve: (rows: unknown[]) => void;
  reject: (error: unknown) => void;
  timer: NodeJS.Timeout;
};

class ReaderDriver implements Driver, DatabaseConnection {
  readonly #path: string;
  readonly #msMax: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #asked = 0;
  constructor(path: string, msMax: number) {
    this.#path = path;
    this.#msMax = msMax;
  }

  /** Started with the first question, and again after it ended. */
  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("./sqlite-reader-thread.ts", import.meta.url), {
      workerData: this.#path,
    });
    worker.on("message", (answer: ReadAnswer) => {
      const waiting = this.#settle(answer.id);
      if ("rows" in answer) waiting?.resolve(answer.rows);
      else waiting?.reject(translate(Object.assign(new Error(answer.fault.message), answer.fault)));
    });
    worker.on("error", (error) => this.#end(worker, refuseStore("CONTROL_DOWN", {}, error)));
    worker.on("exit", () => this.#end(worker, refuseStore("CONTROL_DOWN")));
    this.#worker = worker;
    return worker;
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(id);
    // Nothing else keeps a program alive that has its answers.
    if (this.#waiting.size === 0) this.#worker?.unref();
    return waiting;
  }

  #end(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(error);
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#waiting.size >= READS_WAITING_MAX) throw refuseStore("CONTROL_BUSY");
    const worker = this.#thread();
    const id = ++this.#asked;
    const rows = await new Promise<unknown[]>((resolve, reject) => {
      // The engine goes on to its end, which nothing can interrupt; nobody waits for it any more.
      const late = () => this.#settle(id)?.reject(refuseStore("CONTROL_SLOW"));
      const timer = setTimeout(late, this.#msMax);
      this.#waiting.set(id, { resolve, reject, timer });
      worker.ref();
      const parameters = query.parameters.map(bindable);
      worker.postMessage({ id, sql: query.sql, parameters } satisfies ReadQuestion);
    });
    return { rows: rows as Row[] };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error("bug: the control database is never streamed");
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this;
  }
  async beginTransaction(): Promise<void> {
    throw new Error("bug: a reader has no transactions");
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#end(worker, refuseStore("CONTROL_DOWN"));
    await worker.terminate();
  }
}

/** Questions wait at the thread, where they are counted, and not in Kysely. */
class ReaderAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** A Kysely dialect that reads one SQLite file, which must be there. */
export function sqliteReaderDialect(path: string, msMax = READ_MS_MAX): Dialect {
  return dialectBy(
    () => new ReaderDriver(path, msMax),
    () => new ReaderAdapter(),
  );
}
