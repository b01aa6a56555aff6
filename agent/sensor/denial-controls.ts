/** What the kernel is to refuse, as control records: they are staged with a filter. */
import { EVENT_NAMES } from "#lib/event";
import { encodeControl } from "./encode-control.ts";
import type { Hook } from "./preface.ts";

const SIDES = ["file", "destination"] as const;
const PLACES = ["any", "path", "name"] as const;
const NUMBERS = ["uid", "gid", "auid", "euid", "egid", "own"] as const;
const TESTS = ["range", "bits", "no_bits"] as const;
const WORDS_OF_TERM = 4;
const LSM_PREFIX = "lsm/";
const EVENT_IDS = new Map<string, number>([...EVENT_NAMES].map(([id, name]) => [name, id]));

/** One way in which a rule refuses an event. */
export type Denial = {
  rule: number;
  event: string;
  side: (typeof SIDES)[number];
  place: (typeof PLACES)[number];
  path: string;
  terms: readonly {
    number: (typeof NUMBERS)[number];
    test: (typeof TESTS)[number];
    from: number;
    to: number;
  }[];
};

/** A control for each; the sensor holds 4 terms of a way. */
export function denialControls(denials: readonly Denial[]): Uint8Array[] {
  return denials.map(({ rule, event, side, place, path, terms }) => {
    const words = new BigUint64Array(terms.length * WORDS_OF_TERM);
    for (const [index, { number, test, from, to }] of terms.entries()) {
      const term = [NUMBERS.indexOf(number), TESTS.indexOf(test), from, to];
      words.set(term.map(BigInt), index * WORDS_OF_TERM);
    }
    return encodeControl("deny", {
      rule,
      event: EVENT_IDS.get(event) ?? 0,
      side: SIDES.indexOf(side),
      place: PLACES.indexOf(place),
      path,
      count: terms.length,
      terms: new Uint8Array(words.buffer),
    });
  });
}

/** Hooks that refuse an event; it can be refused where the first of them is there. */
const HOOKS: Readonly<Record<string, readonly string[]>> = {
  exec: ["bprm_check_security"],
  open: ["file_open", "path_truncate"],
  unlink: ["path_unlink"],
  rename: ["path_rename"],
  link: ["path_link", "path_symlink"],
  mkdir: ["path_mkdir"],
  rmdir: ["path_rmdir"],
  chmod: ["path_chmod"],
  chown: ["path_chown"],
  load_module: ["kernel_read_file", "kernel_load_data"],
  ptrace: ["ptrace_access_check", "ptrace_traceme"],
};

/** Why the kernel of this sensor cannot refuse the event; undefined when it can. */
export function whyNotDenied(event: string, hooks: readonly Hook[]): string | undefined {
  for (const name of HOOKS[event] ?? []) {
    const hook = hooks.find((candidate) => candidate.name === LSM_PREFIX + name);
    if (hook === undefined) return "the sensor has no hooks that deny";
    if (!hook.attached) return `${hook.name}: ${hook.why}`;
  }
  return undefined;
}

/** Whether the sensor denies at all; an older one does not know the control. */
export function maySendDenials(hooks: readonly Hook[]): boolean {
  return hooks.some(({ name, attached }) => attached && name.startsWith(LSM_PREFIX));
}
