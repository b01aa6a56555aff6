// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** Many policies together: order, overrides, switches, replacements, macros, and hosts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ANY_HOST, type LoadedPolicies, type PolicyHost } from "./index.ts";
import { faultsOf, loadAll } from "./testing.ts";

function rules(...lines: string[]): string {
  return `version: 1\nrules:\n${lines.map((line) => `  - ${line}\n`).join("")}`;
}

function content(id: string, expression: string): Record<string, string> {
  const lines = [
    `id: ${id}`,
    `name: Rule ${id}`,
    "severity: high",
    "attack: [T1059]",
    `expression: ${expression}`,
    "message: It ran.",
    "why: A test.",
    "respond: [Look.]",
  ];
  return { [`execution/${id.replaceAll("_", "-")}.yaml`]: lines.join("\n") };
}

/** Policy, expression and status of every rule with an id. */
function shown({ rules: loaded }: LoadedPolicies, id = "r") {
  return loaded
    .filter(({ rule }) => rule.id === id)
    .map(({ policy, rule, status }) => `${policy.name} ${rule.expression.at(-1)} ${status}`);
}

const EXEC = (value: number) => `{id: r, expression: process.pid == 1 && exec.uid == ${value}`;

test("of two rules of one id the first stands, but a host's own stands before ours", () => {
  const two = { "a.policy": rules(`${EXEC(1)}}`), "b.policy": rules(`${EXEC(2)}}`) };
  assert.deepEqual(shown(loadAll(two)), ["a 1 loaded", "b 2 filtered"]);
  assert.deepEqual(shown(loadAll(two, content("r", "exec.uid == 3"))), [
    "vigil 3 filtered",
    "a 1 loaded",
    "b 2 filtered",
  ]);
});

test("a rule may be there once for each version or host", () => {
  const loaded = loadAll({
    "a.policy": rules(
      `${EXEC(1)}, agent_version: "< 7.0"}`,
      `${EXEC(2)}, agent_version: ">= 7.0"}`,
      `${EXEC(3)}, filters: ['os == "windows"']}`,
    ),
  });
  assert.deepEqual(shown(loaded), ["a 1 filtered", "a 2 loaded", "a 3 filtered"]);
  assert.deepEqual(faultsOf(loaded), []);
});

test("a later policy switches rules of defaults off, and any rule on", () => {
  const off = rules("{id: r, disabled: true}");
  const on = rules("{id: r, combine: override, disabled: false}");
  const status = (policies: Record<string, string>, shipped = {}) =>
    shown(loadAll(policies, shipped));
  assert.deepEqual(status({ "a.policy": off }, content("r", "exec.uid == 3")), [
    "vigil 3 filtered",
  ]);
  const first = { "default.policy": rules(`${EXEC(1)}}`) };
  assert.deepEqual(status({ ...first, "z.policy": off }), ["default 1 filtered"]);
  const own = { "a.policy": rules(`${EXEC(1)}}`), "z.policy": off };
  assert.deepEqual(status(own), ["a 1 loaded"], "what another file of the host says stands");
  const disabled = { "a.policy": rules(`${EXEC(1)}, disabled: true}`), "z.policy": on };
  assert.deepEqual(status(disabled), ["a 1 loaded"]);
  const empty = { "a.policy": off, "b.policy": rules(`${EXEC(2)}}`) };
  assert.deepEqual(status(empty), ["a 2 loaded"]);
  const still = loadAll({ "a.policy": off, "b.policy": on });
  assert.deepEqual(
    faultsOf(still).map(({ code }) => code),
    ["CONTENT_KEY_MISSING"],
  );
});

test("an override changes what it names, across policies, and never the expression", () => {
  const first = rules(
    `${EXEC(1)}, every: 1s, tags: {a: x, b: y}, product_tags: [p], actions: [{log: {level: info}}]}`,
  );
  const change = (fields: string) =>
    rules(
      `{id: r, combine: override, override_options: {fields: [${fields}]}, every: 9s, tags: {b: z}, product_tags: [q], actions: [{log: {level: info}}, {log: {level: error}}], description: New}`,
    );
  const after = (fields: string, name = "a") => {
    const { rules: loaded } = loadAll({ [`${name}.policy`]: first, "z.policy": change(fields) });
    const [{ rule, modifiedBy, actions } = assert.fail()] = loaded;
    assert.deepEqual(
      modifiedBy.map((policy) => policy.name),
      ["z"],
    );
    assert.match(rule.expression, /== 1$/);
    const { everyNs, productTags } = rule.terms;
    return [everyNs / 1e9, rule.tags.join(), productTags.join(), actions.length, rule.name].join(
      " ",
    );
  };
  assert.equal(after(""), "1 a:x,b:y p 1 r");
  assert.equal(after("every"), "9 a:x,b:y p 1 r");
  assert.equal(after("tags"), "1 a:x,b:z p 1 r");
  assert.equal(after("product_tags"), "1 a:x,b:y q 1 r");
  assert.equal(after("actions"), "1 a:x,b:y p 2 r");
  assert.equal(after("every, tags"), "9 a:x,b:z p 1 r");
  assert.equal(after("all"), "1 a:x,b:y p 1 r", "only defaults are changed whole");
  assert.equal(after("all", "default"), "9 b:z q 2 New");
});

test("a policy takes the place of a default one", () => {
  const policies = {
    "default.policy": rules(`${EXEC(1)}}`),
    "mine.policy": `replace_policy_id: default.policy\n${rules("{id: s, expression: exec.uid == 2}")}`,
  };
  const loaded = loadAll(policies, content("shipped", "exec.uid == 3"));
  assert.deepEqual(shown(loaded), ["default 1 filtered"]);
  assert.deepEqual(shown(loaded, "s"), ["mine 2 loaded"]);
  assert.deepEqual(shown(loaded, "shipped"), ["vigil 3 loaded"]);
});

test("a policy's macros are its own, unless it says to change ours", () => {
  const macros = (more: string) => `macros:\n  - {id: M, values: [own]${more}}\n`;
  const ours = {
    ...content("r", "exec.file.name in M && process.uid == 3"),
    "macros.yaml": "macros:\n  - {id: M, values: [ours]}\n",
  };
  const values = (more: string) => {
    const policy = macros(more) + rules("{id: s, expression: exec.file.name in M}");
    return loadAll({ "a.policy": policy }, ours).rules.map(({ rule, expressions }) => {
      const text = JSON.stringify(expressions[0]?.rule.root);
      const found = ["ours", "own"].filter((value) => text.includes(`"${value}"`));
      return `${rule.id} ${found.join()}`;
    });
  };
  assert.deepEqual(values(""), ["r ours", "s own"]);
  assert.deepEqual(values(", combine: merge"), ["r ours,own", "s ours,own"]);
  assert.deepEqual(values(", combine: override"), ["r own", "s own"]);
  assert.deepEqual(values(", agent_version: < 7"), ["r ours", "s ours"]);
});

test("filters are SECL about the host, any of which must hold", () => {
  const host: PolicyHost = {
    ...ANY_HOST,
    hostname: "web-1",
    kernel: "5.15.0-1025-gke",
    osRelease: { ID: "ubuntu", VERSION_ID: "22.04", PLATFORM_ID: "platform:el9" },
    envs: ["A=1", "KUBERNETES=yes"],
  };
  const rows: [string, boolean][] = [
    [`os == "linux"`, true],
    [`os == "windows"`, false],
    [`os.id == "ubuntu" && os.version_id == "22.04"`, true],
    [`os.platform_id =~ "*el9"`, true],
    ["os.is_debian", true],
    ["os.is_rhel || os.is_rhel7 || os.is_rhel8 || os.is_oracle || os.is_amazon_linux", false],
    ["os.is_sles || os.is_sles12 || os.is_sles15 || os.is_cos", false],
    [`hostname =~ "web-*"`, true],
    [`origin == "ebpf"`, true],
    [`origin == "ebpfless"`, false],
    ["kernel.version.major >= 5 && kernel.version.minor > 10 && kernel.version.patch == 0", true],
    [`kernel.version.abi == 1025 && kernel.version.flavor == "gke"`, true],
    ["kernel.core.enabled", true],
    [`envs in ["KUBERNETES=yes"]`, true],
    ["true", true],
  ];
  for (const [filter, expected] of rows) {
    const policy = rules(`{id: r, expression: exec.uid == 1, filters: ['${filter}']}`);
    const [loaded] = loadAll({ "a.policy": policy }, {}, { host }).rules;
    assert.deepEqual([filter, loaded?.status], [filter, expected ? "loaded" : "filtered"]);
  }
  const either = rules(
    `{id: r, expression: exec.uid == 1, filters: ['os == "windows"', 'hostname == "web-1"']}`,
  );
  assert.equal(loadAll({ "a.policy": either }, {}, { host }).rules[0]?.status, "loaded");
});

test("the first action that names a variable decides its type", () => {
  const set = (id: string, text: string) =>
    `{id: ${id}, expression: exec.uid == 1, actions: [{set: {name: v, ${text}}}]}`;
  const typeOf = (...actions: string[]) => {
    const lines = actions.map((text, at) => set(`r${at}`, text));
    const loaded = loadAll({ "a.policy": rules(...lines) });
    const { type, array } = loaded.variables.get("v") ?? assert.fail();
    const codes = faultsOf(loaded).map(({ code }) => code);
    return [type + (array ? "[]" : ""), ...codes].join(" ");
  };
  assert.equal(typeOf("value: 1"), "int");
  assert.equal(typeOf("value: true"), "bool");
  assert.equal(typeOf("value: x, append: true"), "string[]");
  assert.equal(typeOf("value: [1, 2]"), "int[]");
  assert.equal(typeOf("field: process.argv, append: true"), "string[]");
  assert.equal(typeOf("field: exec.file.name, append: true"), "string[]");
  assert.equal(typeOf("field: 'process.argv[0]'"), "string");
  assert.equal(typeOf("field: process.ancestors.pid, append: true"), "int[]");
  assert.equal(typeOf("expression: exec.uid + 1, default_value: 0"), "int");
  assert.equal(typeOf("value: 1", "value: 2, append: true"), "int", "a number adds");
  assert.equal(typeOf("value: 1, append: true", "value: 2"), "int[] POLICY_SET_TYPES");
  assert.equal(
    typeOf("value: 1, append: true", "value: x, append: true"),
    "int[] POLICY_SET_TYPES",
  );
});
