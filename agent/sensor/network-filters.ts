/** Whether the sensor there is can drop packets. */
import type { Hook } from "./preface.ts";

const HOOK = "cgroup_skb/egress for network filters";

/** Why it cannot; undefined when it can. */
export function whyNotDropped(hooks: readonly Hook[]): string | undefined {
  const hook = hooks.find(({ name }) => name === HOOK);
  if (hook === undefined) return "the sensor there is drops no packets";
  return hook.attached ? undefined : `${hook.name}: ${hook.why}`;
}
