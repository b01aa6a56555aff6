// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** The contract of evaluation requests, in tables; hostile requests; the bounds of the cache. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createEvaluator, EVALUATOR_RULES_MAX, evaluateOnce } from "./evaluator.ts";
import { createRecent } from "./recent.ts";
import { NOW, SECOND } from "./testing/fixture.ts";

const OPTIONS = { now: () => NOW };
const evaluator = createEvaluator(OPTIONS);

/** `true`, `false`, or the code of the error. */
function outcome(request: unknown): boolean | string {
  const answer = evaluator.evaluate(request);
  return "error" in answer ? answer.error.code : answer.result;
}

type Row = readonly [expected: boolean | string, request: Record<string, unknown>];

function check(rows: readonly Row[]): void {
  for (const [expected, request] of rows) {
    assert.equal(outcome(request), expected, JSON.stringify(request));
  }
}

test("a path or name may have alternatives, which hold for it", () => {
  const path = 'open.file.path in ["/etc/passwd", ~"/srv/**"]';
  const merged = { "open.file.path": "/box/etc/passwd" };
  const given = { ...merged, "open.file.path.alternatives": ["/etc/passwd"] };
  const ancestors = (...names: string[]) => ({
    "process.ancestors": [{ "file.name": "dash", "file.name.alternatives": names }],
  });
  const ancestor = 'process.ancestors.file.name == "sh" && exec.uid == 0';
  const register = 'process.ancestors[A].file.name == "sh" && exec.uid == 0';
  check([
    [false, { expression: path, event: merged }],
    [true, { expression: path, event: given }],
    [true, { expression: path, event: { ...given } }],
    [false, { expression: `!(${path})`, event: given }],
    [true, { expression: 'open.file.path == "/box/etc/passwd"', event: given }],
    [false, { expression: 'open.file.path != "/etc/passwd"', event: given }],
    [false, { expression: "open.file.path.length == 11", event: given }],
    [true, { expression: ancestor, event: ancestors("sh") }],
    [false, { expression: ancestor, event: ancestors() }],
    [true, { expression: register, event: ancestors("x", "sh") }],
    [
      true,
      {
        expression: 'x == "/b"',
        fields: { x: "path" },
        event: { x: "/a", "x.alternatives": ["/b"] },
      },
    ],
    ["SECL_EVAL_VALUE", { expression: path, event: { "open.file.path.alternatives": [1] } }],
    ["SECL_UNKNOWN_NAME", { expression: 'open.file.path.alternatives == "/a"' }],
  ]);
  assert.deepEqual(evaluator.evaluate({ expression: path, event: given }), {
    result: true,
    matched: [{ offset: 0, length: path.length, value: "/etc/passwd", field: "open.file.path" }],
  });
  const ignored = { "open.flags.alternatives": ["x"] };
  const answer = evaluator.evaluate({ expression: path, event: ignored });
  assert.deepEqual("ignored" in answer && answer.ignored, ["open.flags.alternatives"]);
});

test("without fields, names are those of the product", () => {
  const expression = 'open.file.path == "/etc/passwd" && open.flags & O_CREAT > 0';
  check([
    [true, { expression, event: { "open.file.path": "/etc/passwd", "open.flags": 65 } }],
    [true, { expression, event: { open: { file: { path: "/etc/passwd" }, flags: 64 } } }],
    [false, { expression, event: { "open.file.path": "/etc/passwd", "open.flags": 1 } }],
    [false, { expression, event: {} }],
    [false, { expression }],
    [true, { expression: "process.pid == 7", event: { "process.pid": 7 } }],
    [true, { expression: 'open.filename == "/a"', event: { "open.filename": "/a" } }],
    [true, { expression: "dns.network.size > 1", event: { "network.size": 2, type: "dns" } }],
    ["SECL_SECOND_EVENT", { expression: 'open.flags == 1 && exec.comm == "a"' }],
    ["SECL_UNKNOWN_NAME", { expression: "opne.flags == 1" }],
  ]);
});

test("with fields, the language has just those and mixes them freely", () => {
  const fields = {
    "open.flags": "int",
    "exec.args": "string",
    done: "bool",
    from: "ip",
    ports: "int[]",
    names: "[]string",
    where: "path",
    host: "host",
  };
  const event = {
    "open.flags": 3,
    "exec.args": "-c",
    done: true,
    from: "10.1.2.3",
    ports: [22, 80],
    names: ["a", "b"],
    where: "/a/b/c",
    host: "WWW.Example",
  };
  const rows: [boolean | string, string][] = [
    [true, 'open.flags & 1 > 0 && exec.args == "-c" && done'],
    [true, "from in [10.0.0.0/8] && 80 in ports"],
    [true, 'names == "b" && names not in ["c"]'],
    [true, 'where =~ "/a/**" && host == "www.example"'],
    [false, 'where =~ "/a/*"'],
    [true, "ports.length == 2 && exec.args.length == 2"],
    ["SECL_UNKNOWN_NAME", "process.pid == 1"],
    ["SECL_TYPE", 'ports == "80"'],
  ];
  check(rows.map(([expected, expression]) => [expected, { expression, fields, event }]));
});

test("a text field compares as the product's field of its name", () => {
  const fields = { "open.file.path": "string", "dns.question.name": "string", "x.path": "string" };
  const event = {
    "open.file.path": "/a/b/c",
    "dns.question.name": "A.Example",
    "x.path": "/a/b/c",
  };
  const request = (expression: string) => ({ expression, fields, event });
  check([
    [false, request('open.file.path =~ "/a/*"')],
    [true, request('x.path =~ "/a/*"')],
    [true, request('dns.question.name == "a.example"')],
  ]);
});

test("lists of objects are iterators, said or shown", () => {
  const leaf = { "p.ancestors.file.name": "string", "p.ancestors.uid": "int" };
  const said = { "p.ancestors": "iterator", ...leaf };
  const dotted = [
    { "file.name": "a", uid: 1 },
    { "file.name": "b", uid: 0 },
  ];
  const nested = [
    { file: { name: "a" }, uid: 1 },
    { file: { name: "b" }, uid: 0 },
  ];
  const whole = dotted.map((object) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [`p.ancestors.${key}`, value])),
  );
  const flat = { "p.ancestors.file.name": ["a", "b"], "p.ancestors.uid": [1, 0] };
  const one = 'p.ancestors[A].file.name == "b" && p.ancestors[A].uid == 0';
  const other = 'p.ancestors[A].file.name == "a" && p.ancestors[A].uid == 0';
  const rows: Row[] = [];
  for (const [fields, event] of [
    [said, { "p.ancestors": dotted }],
    [leaf, { "p.ancestors": nested }],
    [leaf, { "p.ancestors": whole }],
    [said, flat],
    [said, { p: { ancestors: nested } }],
  ] as const) {
    rows.push([true, { expression: one, fields, event }]);
    rows.push([false, { expression: other, fields, event }]);
    rows.push([true, { expression: "p.ancestors.length == 2", fields, event }]);
    rows.push([true, { expression: 'p.ancestors.file.name == "a"', fields, event }]);
  }
  const empty = { "p.ancestors": [] };
  rows.push([true, { expression: "p.ancestors.length == 0", fields: said, event: empty }]);
  rows.push([false, { expression: one, fields: said, event: empty }]);
  const real = 'process.ancestors[A].comm == "sshd" && process.ancestors[A].uid == 0';
  const ancestors = [{ comm: "bash", uid: 0 }, { comm: "sshd" }];
  rows.push([true, { expression: real, event: { "process.ancestors": ancestors } }]);
  check(rows);
});

test("macros, variables and constants are given by name", () => {
  const fields = { x: "string", n: "int", from: "ip" };
  const event = { x: "b", n: 7, from: "10.1.2.3" };
  const request = (expression: string, more: object) => ({ expression, fields, event, ...more });
  check([
    [true, request("x in L", { macros: { L: ["a", "b"] } })],
    [true, request("n in L", { macros: { L: [1, 7] } })],
    [true, request("M && n == 7", { macros: { M: 'x == "b"' } })],
    [true, request("x in L", { macros: [{ id: "L", values: ["b"] }] })],
    [
      true,
      request("M", {
        macros: [
          { id: "L", values: ["b"] },
          { id: "M", expression: "x in L" },
        ],
      }),
    ],
    [true, request("M", { macros: { M: { expression: "n > 6" } } })],
    [true, request("n == SEVEN", { constants: { SEVEN: 7 } })],
    [true, request("n == ${v}", { variables: { v: 7 } })],
    [true, request("x in ${v}", { variables: { v: ["a", "b"] } })],
    [true, request('x == "${v}"', { variables: { v: "b" } })],
    [true, request("${v} && ${process.w} == 1", { variables: { v: true, "process.w": 1 } })],
    [true, request("from in ${v}", { variables: { v: ["192.0.2.1", "10.1.2.3"] } })],
    [true, request("from in ${v}", { variables: { v: { type: "ip[]", value: ["10.0.0.0/8"] } } })],
    [false, request("from in ${v}", { variables: { v: { type: "ip[]", value: [] } } })],
    [true, request("${v.length} == 2", { variables: { v: ["a", "b"] } })],
    ["SECL_UNKNOWN_VARIABLE", request("n == ${w}", { variables: { v: 7 } })],
    ["SECL_EVAL_MACRO", request("M", { macros: { M: 7 } })],
    ["SECL_MACRO_EMPTY", request("x in L", { macros: { L: [] } })],
    ["SECL_OPERAND", request("M", { macros: { M: "n ==" } })],
    ["SECL_EVAL_VARIABLE", request("n == ${v}", { variables: { v: null } })],
    ["SECL_EVAL_CONSTANT", request("n == C", { constants: { C: "7" } })],
  ]);
});

test("ages are measured from now, the event's time, or the clock, in that order", () => {
  const expression = "t < 5s";
  const fields = { t: "int", "event.timestamp": "int" };
  const at = (ns: number, more: object = {}) => ({ expression, fields, event: { t: ns, ...more } });
  check([
    [true, at(NOW - SECOND)],
    [false, at(NOW - 6 * SECOND)],
    [true, at(NOW - 6 * SECOND, { "event.timestamp": NOW - 4 * SECOND })],
    [true, { ...at(NOW - 60 * SECOND), now: NOW - 58 * SECOND }],
  ]);
});

test("the answer says which parts decided", () => {
  const expression = 'exec.file.name == "nc" && exec.uid == 0';
  const answer = evaluateOnce(
    { expression, event: { "exec.file.name": "nc", "exec.uid": 0, colour: "red" } },
    OPTIONS,
  );
  assert.deepEqual(answer, {
    result: true,
    matched: [
      { offset: 0, length: 22, value: "nc", field: "exec.file.name" },
      { offset: 26, length: 13, value: 0, field: "exec.uid" },
    ],
    ignored: ["colour"],
  });
  assert.deepEqual(evaluateOnce({ expression }, OPTIONS), { result: false, matched: [] });
});

test("an error has the place in the expression, or none", () => {
  const expression = 'exec.uid == 0 &&\n  exec.fil.name == "nc"';
  const answer = evaluateOnce({ expression }, OPTIONS);
  assert.deepEqual(answer, {
    error: {
      code: "SECL_UNKNOWN_NAME",
      message:
        "`exec.fil.name` is not known. It is no constant, macro or field. Did you mean `exec.file.name`?",
      line: 2,
      column: 3,
    },
  });
  const value = evaluateOnce({ expression: "exec.uid == 0", event: { "exec.uid": "0" } }, OPTIONS);
  assert.deepEqual(value, {
    error: {
      code: "SECL_EVAL_VALUE",
      message:
        '`exec.uid` cannot be "0". It is of the type int. Change the value, or the type in `fields`.',
      line: 0,
      column: 0,
    },
  });
});

test("requests at fault are answered with their code", () => {
  const expression = "x == 1";
  check([
    ["SECL_EVAL_OBJECT", { expression, fields: [] }],
    ["SECL_EVAL_OBJECT", { expression, event: "x" }],
    ["SECL_EVAL_OBJECT", { expression, macros: "x" }],
    ["SECL_EVAL_OBJECT", { expression, macros: [7] }],
    ["SECL_EVAL_FIELD_TYPE", { expression, fields: { x: "float" } }],
    ["SECL_EVAL_FIELD_TYPE", { expression, fields: { x: { deep: ["int"] } } }],
    ["SECL_EVAL_VALUE", { expression, fields: { x: "int" }, event: { x: 1.5 } }],
    ["SECL_EVAL_VALUE", { expression, fields: { x: "int" }, event: { x: [1] } }],
    ["SECL_EVAL_VALUE", { expression: "x == 1.2.3.4", fields: { x: "ip" }, event: { x: "moon" } }],
    ["SECL_EVAL_NOW", { expression, fields: { x: "int" }, now: "today" }],
    ["SECL_EVAL_REQUEST", { expression: 7 }],
  ]);
  for (const json of [null, 7, "x", [], {}]) assert.equal(outcome(json), "SECL_EVAL_REQUEST");
  for (const line of ["", "{", "nul", '{"expression": "x"', "\u0000"]) {
    const answer = evaluator.evaluateLine(line);
    assert.ok("error" in answer && answer.error.code === "SECL_EVAL_JSON", line);
  }
  const deep = `{"expression":"x == 1","event":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`;
  const answer = evaluator.evaluateLine(deep);
  assert.ok("error" in answer && answer.error.code === "SECL_EVAL_EVENT_DEPTH");
});

test("names from JSON are never properties of the evaluator's own objects", () => {
  const line =
    '{"expression":"constructor == \\"x\\" || __proto__ == \\"x\\"",' +
    '"fields":{"constructor":"string","__proto__":"string"},"event":{"__proto__":"x"}}';
  assert.deepEqual(evaluator.evaluateLine(line), {
    result: true,
    matched: [{ offset: 22, length: 16, value: "x", field: "__proto__" }],
  });
  check([[false, { expression: 'toString == "x"', fields: { toString: "string" } }]]);
});

test("what is asked again with other values is compiled once, and the cache is bounded", () => {
  const own = createEvaluator(OPTIONS);
  for (let pid = 0; pid < 100; pid++) {
    own.evaluate({ expression: "process.pid == 7", event: { "process.pid": pid } });
  }
  assert.equal(own.rulesKept, 1);
  for (let pid = 0; pid < EVALUATOR_RULES_MAX + 10; pid++) {
    own.evaluate({ expression: `process.pid == ${pid}` });
  }
  assert.equal(own.rulesKept, EVALUATOR_RULES_MAX);
  const same = { expression: "x == y", event: { x: 1, y: 1 } };
  const types = { x: "int", y: "int" };
  assert.deepEqual(own.evaluate({ ...same, fields: types }), {
    result: true,
    matched: [{ offset: 0, length: 6, value: 1, field: "x" }],
  });
  const other = own.evaluate({ ...same, fields: { x: "int", y: "string" } });
  assert.ok("error" in other && other.error.code === "SECL_TYPE");
});

test("the least recently used makes room, by count and by length of keys", () => {
  const recent = createRecent<string>(2, 6);
  const made: string[] = [];
  const take = (key: string) =>
    recent.take(key, () => {
      made.push(key);
      return key;
    });
  for (const key of ["a", "b", "a", "c", "a", "b"]) take(key);
  assert.deepEqual(made, ["a", "b", "c", "b"]);
  take("sixsix");
  assert.equal(recent.size, 1);
  take("longer than all");
  assert.equal(recent.size, 0);
});

const scraps = fc.oneof(
  fc.constantFrom("x == 1", "x in ${v}", "process.pid == 1", "x[A].y == 1", 'x =~ "a*"', "M", "("),
  fc.constantFrom("int", "string[]", "iterator", "ip", "path", "1.2.3.4"),
  fc.string({ maxLength: 6 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const names = fc.constantFrom("x", "x.y", "y", "v", "M", "type", "value", "id", "expression");
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scraps,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4 }),
  ),
})).value;
/** A request that works, with parts of it replaced by anything. */
const WORKING = {
  expression: "x == 1 && L.y in M || y in ${v}",
  fields: { x: "int", y: "string", "L.y": "string" },
  event: { x: 1, y: "a", L: [{ y: "a" }] },
  macros: { M: ["a"] },
  variables: { v: ["b"] },
  constants: { C: 1 },
};
const requests = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(WORKING), "now"), json), { maxLength: 2 })
  .map((parts) => ({ ...WORKING, ...Object.fromEntries(parts) }));

test("whatever JSON says, there is an answer and no exception", () => {
  let results = 0;
  fc.assert(
    fc.property(fc.oneof({ arbitrary: requests, weight: 9 }, json), (request) => {
      const answer = evaluator.evaluateLine(JSON.stringify(request));
      if ("error" in answer) assert.match(answer.error.code, /^SECL_[A-Z_]+$/);
      else results++;
    }),
    { numRuns: 4000 },
  );
  assert.ok(results > 10, `only ${results} requests could be evaluated`);
});
