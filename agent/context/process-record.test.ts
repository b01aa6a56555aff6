/** Bits of header.flags against the contract. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { RECORD_FLAGS } from "./process-record.ts";

test("flag bits are those of the contract", () => {
  const path = join(import.meta.dirname, "../../schema/records/flags.yaml");
  const { flags } = parse(readFileSync(path, "utf8")) as { flags: { bit: number; name: string }[] };
  const bits = new Map(flags.map(({ name, bit }) => [name, 2 ** bit]));
  for (const [name, value] of Object.entries(RECORD_FLAGS)) assert.equal(bits.get(name), value);
});
