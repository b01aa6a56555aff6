/** Counting attempts in windows, in bounded memory, by address. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createThrottle, THROTTLE_KEYS_MAX, throttleAddress } from "./throttle.ts";

test("a window lets max attempts through and ends on its own", () => {
  let now = 0;
  const throttle = createThrottle({ max: 2, windowMs: 1000 }, () => now);
  throttle.count("a");
  assert.equal(throttle.waitMs("a"), 0);
  now = 400;
  throttle.count("a");
  assert.equal(throttle.waitMs("a"), 600);
  assert.equal(throttle.waitMs("b"), 0);
  throttle.uncount("a");
  assert.equal(throttle.waitMs("a"), 0);
  throttle.count("a");
  now = 1000;
  assert.equal(throttle.waitMs("a"), 0);
});

test("memory is bounded, and what was forgotten is counted", () => {
  const throttle = createThrottle({ max: 1, windowMs: 1000 }, () => 0);
  for (let key = 0; key < THROTTLE_KEYS_MAX + 2; key++) throttle.count(String(key));
  assert.equal(throttle.keysDropped, 2);
  assert.equal(throttle.waitMs("0"), 0);
  assert.equal(throttle.waitMs("2"), 1000);
});

test("an IPv6 address counts as its /64, an IPv4 address as itself", () => {
  const table = [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2::9", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
  ] as const;
  for (const [address, key] of table) assert.equal(throttleAddress(address), key);
});
