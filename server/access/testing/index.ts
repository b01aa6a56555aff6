/**
 * An access module for tests: in memory, with a clock that only moves when told and passwords that
 * cost little.
 */

import { type Access, type AccessOptions, openAccess } from "#server/access";
import { openControl } from "#server/store";

export const ENROLL_TOKEN = "enrol-token-of-this-test";
export const OPERATOR_TOKEN = "operator-token-of-this-test";
const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 };

export type TestAccess = {
  access: Access;
  firstAdmin: { user: string; password: string } | undefined;
  control: Awaited<ReturnType<typeof openControl>>;
  clock: () => number;
  /** Moves the clock. */
  advance(ms: number): void;
};

export async function openTestAccess(overrides: Partial<AccessOptions> = {}): Promise<TestAccess> {
  let now = Date.UTC(2026, 0, 1);
  const clock = () => now;
  const control = overrides.control ?? (await openControl("sqlite::memory:", { clock }));
  const access = openAccess({
    control,
    clock,
    enrollToken: ENROLL_TOKEN,
    operatorToken: OPERATOR_TOKEN,
    passwordCost: CHEAP,
    ...overrides,
  });
  return {
    access,
    firstAdmin: await access.users.start(),
    control,
    clock,
    advance: (ms) => {
      now += ms;
    },
  };
}
