/** `vigil rule validate`: every fault of rule files, by the check that the server makes. */
import type { Output } from "#cli/output";
import { checkDetectionRule, type RuleDiagnostic, readDetectionRule } from "#lib/detection";
import type { DetectionRule } from "#lib/protocol";
import { readRuleFiles } from "./files.ts";

export type RuleFile = {
  path: string;
  /** The JSON as it was written. */
  json: Record<string, unknown>;
  rule: DetectionRule | undefined;
  faults: readonly Pick<RuleDiagnostic, "code" | "path" | "what" | "do">[];
};

/** Reads and checks rule files. */
export function checkRuleFiles(paths: readonly string[]): RuleFile[] {
  return readRuleFiles(paths).map(({ path, text }) => {
    let json: Record<string, unknown>;
    try {
      json = JSON.parse(text) as Record<string, unknown>;
    } catch (error) {
      const what = `The file is not JSON: ${(error as Error).message}.`;
      const fault = { code: "RULE_JSON", path: "", what, do: "Correct the file." };
      return { path, json: {}, rule: undefined, faults: [fault] };
    }
    const { rule, diagnostics } = readDetectionRule(json);
    const found = rule === undefined ? diagnostics : checkDetectionRule(rule);
    const faults = found.filter(({ severity }) => severity === "error");
    return { path, json, rule: faults.length === 0 ? rule : undefined, faults };
  });
}

export function printFaults(files: readonly RuleFile[], output: Output): number {
  for (const { path, faults } of files)
    for (const fault of faults) {
      output.line(`${path}: ${fault.path}: ${fault.code}: ${fault.what}`);
      output.line(`  ${fault.do}`);
    }
  return files.filter(({ faults }) => faults.length > 0).length;
}

/** How many files have faults. */
export function validateRules(paths: readonly string[], output: Output): number {
  const files = checkRuleFiles(paths);
  const wrong = printFaults(files, output);
  output.line(`${files.length} checked, ${wrong} with faults`);
  output.result(files.map(({ path, faults }) => ({ path, faults })));
  return wrong;
}
