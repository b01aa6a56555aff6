/**
 * `vigil rule pull` and `push`: the rules that people wrote, and a folder of files. Both say what
 * would change, and change it when told to.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { openClient } from "#cli/client";
import { formatTable, type Output } from "#cli/output";
import { refuseSource } from "#cli/source";
import { defineErrors } from "#lib/base";
import { type DetectionRule, RULES_PATH } from "#lib/protocol";
import { fetchRules } from "./list.ts";
import { checkRuleFiles, printFaults, type RuleFile } from "./validate.ts";

const refuse = defineErrors({
  RULE_FILES_INVALID: {
    status: 400,
    message: "{count} of the files have faults.",
    hint: "Nothing was changed. The faults are listed above.",
  },
  RULE_NAME_AMBIGUOUS: {
    status: 400,
    message: "{path} has no id, and several rules are called {name}.",
    hint: "Nothing was changed. Write the id of the rule that it means into the file.",
  },
});

/** What the server says of a rule; a file need not keep it. */
const VOLATILE = new Set(["version", "createdAt", "updatedAt", "creator", "updater", "isDeleted"]);

function fileOf(rule: DetectionRule): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rule).filter(([key]) => !VOLATILE.has(key)));
}

type Step = { verb: "create" | "update" | "same"; id: string; name: string; path: string };

function report(steps: readonly Step[], isDone: boolean, output: Output): void {
  const changing = steps.filter(({ verb }) => verb !== "same");
  output.result({ done: isDone, steps });
  if (changing.length > 0)
    output.line(
      formatTable([
        ["", "rule", "name", "file"],
        ...changing.map(({ verb, id, name, path }) => [verb, id || "new", name, path]),
      ]),
    );
  const same = `${steps.length - changing.length} as they are`;
  const what = isDone ? "changed" : "would change (--yes changes them)";
  output.line(`${changing.length} ${what}, ${same}`);
}

export async function pullRules(
  data: string,
  folder: string,
  isDone: boolean,
  output: Output,
): Promise<void> {
  const rules = await fetchRules(openClient(data), "-default:true");
  const steps = rules.map((rule): Step => {
    const path = join(folder, `${rule.id}.json`);
    const text = `${JSON.stringify(fileOf(rule), null, 2)}\n`;
    const known = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    const verb = known === undefined ? "create" : known === text ? "same" : "update";
    if (isDone && verb !== "same") write(folder, path, text);
    return { verb, id: rule.id, name: rule.name, path };
  });
  report(steps, isDone, output);
}

function write(folder: string, path: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw refuseSource("SOURCE_UNWRITABLE", { path, reason }, cause);
  }
}

export async function pushRules(
  data: string,
  paths: readonly string[],
  isDone: boolean,
  output: Output,
): Promise<void> {
  const files = checkRuleFiles(paths);
  const count = printFaults(files, output);
  if (count > 0) throw refuse("RULE_FILES_INVALID", { count });
  const client = openClient(data);
  const known = await fetchRules(client, "");
  const planned = files.map((file) => planOf(file, known));
  for (const { verb, id, path } of isDone ? planned : []) {
    const json = files.find((file) => file.path === path)?.json ?? {};
    const { version: _, ...body } = json;
    if (verb === "create") await client.post(RULES_PATH, body);
    if (verb === "update") await client.put(`${RULES_PATH}/${encodeURIComponent(id)}`, body);
  }
  report(planned, isDone, output);
}

/** What a file says is compared; what it leaves out is not. */
function planOf({ path, json, rule }: RuleFile, known: readonly DetectionRule[]): Step {
  const name = rule?.name ?? "";
  const byName = known.filter((each) => !each.isDefault && each.name === name);
  const found = known.find(({ id }) => id === json["id"]) ?? byName[0];
  if (json["id"] === undefined && byName.length > 1)
    throw refuse("RULE_NAME_AMBIGUOUS", { path, name });
  if (found === undefined || rule === undefined) return { verb: "create", id: "", name, path };
  const fields = Object.keys(json).filter((key) => key !== "id" && !VOLATILE.has(key));
  const fieldOf = (of: DetectionRule, key: string) => (of as Record<string, unknown>)[key];
  const isSame = fields.every((key) => isDeepStrictEqual(fieldOf(rule, key), fieldOf(found, key)));
  return { verb: isSame ? "same" : "update", id: found.id, name, path };
}
