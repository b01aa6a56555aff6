/** How every rule of this host fares, in words: for the status, the log and the reports. */
import { basename } from "node:path";
import { CONTENT_POLICY, type FileDiagnostic, type LoadedRule } from "#lib/content";
import type { LoadedSources } from "./rule-sources.ts";

/** How one rule fares on this host. */
export type RuleState = {
  id: string;
  policy: string;
  status: "loaded" | "filtered" | "error";
  /** Why it is not loaded, or what of it has no effect; a line each. */
  message: string;
  event: string;
  expression: string;
  kernel_filter: string;
  matches: number;
};

/** A rule's message: of one that loads, its warnings; else why it does not. */
export function messageOf(
  { status, reason, diagnostics }: LoadedRule,
  describe: LoadedSources["describe"],
): string {
  const lines = diagnostics.map(describe);
  if (status === "filtered") lines.unshift(reason);
  return lines.join("\n");
}

/** States of what is no rule: files that were not read, and entries and macros at fault. */
export function stateOfFaults({ policies, unreadable, describe }: LoadedSources): RuleState[] {
  const failed = (id: string, policy: string, message: string): RuleState => ({
    id,
    policy,
    status: "error",
    message,
    event: "",
    expression: "",
    kernel_filter: "",
    matches: 0,
  });
  const unread = unreadable.map(({ path, reason }) =>
    failed(basename(path), CONTENT_POLICY, `${path}: not read: ${reason}`),
  );
  const found = policies.flatMap(({ policy, diagnostics }) =>
    diagnostics
      .filter(({ severity }) => severity === "error")
      .map((fault) => failed(nameOf(fault), policy.name, describe(fault))),
  );
  return [...unread, ...found];
}

/** The entry at fault, or the file. */
function nameOf({ path, rule = "" }: FileDiagnostic): string {
  return rule === "" ? basename(path).replace(/\.\w+$/, "") : rule;
}
