/** Both control databases for one test file: the same tests run on each. */
import { type Control, openControl } from "../control.ts";
import { startPostgres } from "./postgres.ts";

export type TestControls = {
  readonly dialects: readonly {
    name: "sqlite" | "postgres";
    /** False, or why this database cannot run here. */
    skip: false | string;
    /** Opens an empty database. */
    open: () => Promise<Control>;
  }[];
  stop: () => Promise<void>;
};

/** `now` is what the databases take for the time. */
export async function startControls(now: number): Promise<TestControls> {
  const postgres = await startPostgres();
  const clock = () => now;
  let databases = 0;
  const openPostgres = async () => {
    if ("skip" in postgres) throw new Error(postgres.skip);
    return openControl(await postgres.createDatabase(`control_${++databases}`), { clock });
  };
  return {
    dialects: [
      { name: "sqlite", skip: false, open: () => openControl("sqlite::memory:", { clock }) },
      { name: "postgres", skip: "skip" in postgres && postgres.skip, open: openPostgres },
    ],
    stop: async () => {
      if (!("skip" in postgres)) await postgres.stop();
    },
  };
}
