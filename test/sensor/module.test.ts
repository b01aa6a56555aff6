/**
 * Kernel modules: real calls, every field of their events. What is loaded here cannot be a module, so
 * that the calls fail on every machine; modules that load are in the kernel matrix.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { whyNot, whyNot32 } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";

const why = whyNot();
const why32 = why ?? whyNot32();
const INIT_MODULE = 175;
const DELETE_MODULE = 176;
const FINIT_MODULE = 313;
const INIT_MODULE_32 = 128;
const DELETE_MODULE_32 = 129;
const FINIT_MODULE_32 = 350;
/** Of the parameters in a record. */
const ARGS_LENGTH_MAX = 4094;

const RULES = [
  'load_module.loaded_from_memory == false && load_module.file.path == "/etc/passwd"',
  "load_module.loaded_from_memory == true",
  'load_module.argv == "debug=1" && load_module.retval < 0',
  "load_module.args_truncated",
  'unload_module.name == "vigil_test" && unload_module.retval < 0',
];

function own(name: string, { fields }: SeenEvent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([field]) => field.startsWith(`${name}.`) && !field.startsWith(`${name}.file.`),
    ),
  );
}

describe("kernel modules", { skip: why ?? false }, () => {
  let live: LiveEvents;

  before(async () => {
    live = await LiveEvents.start(["load_module", "unload_module"], RULES);
  });
  after(() => live.stop());

  test("a load from a file that fails has file, parameters and result", async () => {
    const args = 'debug=1  name="a b"';
    const event = await live.seen("load_module", [FINIT_MODULE, "f:/etc/passwd", `s:${args}`, 0]);
    assert.ok(event.retval < 0);
    assert.deepEqual(own("load_module", event), {
      "load_module.retval": event.retval,
      "load_module.name": "",
      "load_module.args": args,
      "load_module.argv": ["debug=1", 'name="a b"'],
      "load_module.args_truncated": false,
      "load_module.loaded_from_memory": false,
    });
    assert.equal(event.fields["load_module.file.path"], "/etc/passwd");
    assert.notEqual(event.fields["load_module.file.inode"], 0);
    assert.deepEqual(event.rules, [RULES[0], RULES[2]]);
    assert.deepEqual(event.json["module"], {
      argv: ["debug=1", 'name="a b"'],
      args_truncated: false,
      loaded_from_memory: false,
    });
    assert.equal((event.json["file"] as Record<string, unknown>)["path"], "/etc/passwd");
    assert.match(
      String((event.json["evt"] as Record<string, unknown>)["outcome"]),
      /Error|Refused/,
    );
  });

  test("a load from memory has no file", async () => {
    const event = await live.seen("load_module", [INIT_MODULE, "zeroes", 64, "s:debug=1"]);
    assert.ok(event.retval < 0);
    assert.equal(event.fields["load_module.loaded_from_memory"], true);
    assert.equal(event.fields["load_module.file.path"], "");
    assert.equal(event.fields["load_module.file.inode"], 0);
    assert.deepEqual(event.rules, [RULES[1], RULES[2]]);
    assert.equal(event.json["file"], undefined);
  });

  test("a memory file is memory", async () => {
    const event = await live.seen("load_module", [FINIT_MODULE, "memfd:hidden", "s:", 0]);
    assert.equal(event.fields["load_module.loaded_from_memory"], true);
    assert.equal(event.fields["load_module.file.path"], "memfd:hidden");
    assert.deepEqual(event.fields["load_module.argv"], []);
    assert.deepEqual(event.rules, [RULES[1]]);
  });

  test("parameters that are too long are cut, and say so", async () => {
    const longest = await live.seen("load_module", [
      INIT_MODULE,
      "zeroes",
      64,
      `fill:${ARGS_LENGTH_MAX}`,
    ]);
    assert.equal(String(longest.fields["load_module.args"]).length, ARGS_LENGTH_MAX);
    assert.equal(longest.fields["load_module.args_truncated"], false);
    const cut = await live.seen("load_module", [INIT_MODULE, "zeroes", 64, "fill:5000"]);
    assert.equal(String(cut.fields["load_module.args"]).length, ARGS_LENGTH_MAX);
    assert.equal(cut.fields["load_module.args_truncated"], true);
    assert.ok(cut.rules.includes(RULES[3] as string));
  });

  test("a user who may not is told, too", async () => {
    const event = await live.seen("load_module", [INIT_MODULE, "zeroes", 64, "s:debug=1"], {
      uid: 1234,
    });
    assert.ok(event.retval < 0);
    assert.equal(event.fields["process.uid"], 1234);
  });

  test("a removal that fails has the name that was given", async () => {
    const event = await live.seen("unload_module", [DELETE_MODULE, "s:vigil_test", 0]);
    assert.ok(event.retval < 0);
    assert.deepEqual(own("unload_module", event), {
      "unload_module.retval": event.retval,
      "unload_module.name": "vigil_test",
    });
    assert.deepEqual(event.rules, [RULES[4]]);
    assert.deepEqual(event.json["module"], { name: "vigil_test" });
  });

  test("32-bit programs make the same events", { skip: why32 ?? false }, async () => {
    const file = ["-32", FINIT_MODULE_32, "f:/etc/passwd", "s:debug=1", 0];
    const loaded = await live.seen("load_module", file);
    assert.deepEqual(loaded.rules, [RULES[0], RULES[2]]);
    const memory = await live.seen("load_module", ["-32", INIT_MODULE_32, "zeroes", 64, "s:x"]);
    assert.deepEqual(memory.rules, [RULES[1]]);
    const removed = await live.seen("unload_module", ["-32", DELETE_MODULE_32, "s:vigil_test", 0]);
    assert.deepEqual(removed.rules, [RULES[4]]);
  });

  test("calls of the same numbers in the other table make none", async () => {
    const RT_SIGPROCMASK_32 = 175;
    const { pid } = live.call([129, "self", 0, 0]); /* rt_sigqueueinfo, which fails */
    assert.deepEqual(await live.of(pid, "unload_module"), []);
    if (why32) return;
    const other = live.call(["-32", RT_SIGPROCMASK_32, 99, 0, 0, 8]);
    assert.deepEqual(await live.of(other.pid, "load_module"), []);
  });
});
