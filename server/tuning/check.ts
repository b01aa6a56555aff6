/** Faults of suppressions, filters and critical assets, each with its place. */
import type { Diagnostic } from "#lib/base";
import { parseQuery } from "#lib/query";
import { refuseTuning } from "./errors.ts";

type Fault = Diagnostic & { path: string };

/** Gathers faults; `end` throws TUNING_INVALID with all of them when there is one. */
export function createCheck() {
  const faults: Fault[] = [];
  function add(path: string, code: string, what: string, todo: string): void {
    const span = { start: 0, end: 0 };
    faults.push({ path, code, severity: "error", span, what, why: "", do: todo });
  }
  return {
    add,
    name(path: string, value: string): void {
      if (value.trim() === "") add(path, "TUNING_NAME", `${path} is empty.`, "Name it.");
    },
    search(path: string, value: string | undefined): void {
      for (const fault of parseQuery(value ?? "").diagnostics) faults.push({ ...fault, path });
    },
    end(): void {
      const [first] = faults;
      if (first === undefined) return;
      const reason = `${first.path}: ${first.what}`;
      throw refuseTuning("TUNING_INVALID", { reason }, { diagnostics: faults });
    },
  };
}
