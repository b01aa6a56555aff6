/** Several rules in one ZIP file. */
import { strToU8, zipSync } from "fflate";
import type { DetectionRule } from "#lib/protocol";
import { toTerraform } from "./terraform.ts";

/** Rules in one archive. */
export const ARCHIVE_RULES_MAX = 1000;
/** The earliest time that a ZIP file can say, so that equal rules give equal bytes. */
const ZIP_EPOCH = "1980-01-01T12:00:00";

/** A ZIP file with a file for each rule, `ID.json` or `ID.tf`. */
export function archiveRules(rules: readonly DetectionRule[], form: "json" | "tf"): Uint8Array {
  const textOf = (rule: DetectionRule) =>
    form === "json" ? `${JSON.stringify(rule, null, 2)}\n` : toTerraform(rule);
  const files = rules.map((rule) => [`${rule.id}.${form}`, strToU8(textOf(rule))] as const);
  return zipSync(Object.fromEntries(files), { mtime: ZIP_EPOCH });
}
