/** docs/reference/kernels.md, made from results.json: event, act, tier and kernel in one table. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hook } from "../sensor/harness.ts";
import type { Denied } from "./denial.ts";
import type { Act } from "./judge.ts";

export const RESULTS = join(import.meta.dirname, "results.json");
export const PAGE = join(import.meta.dirname, "../../docs/reference/kernels.md");

export type KernelResult = {
  kernel: string;
  /** uname -r */
  release: string;
  tier: string;
  hooks: Hook[];
  acts: { full: Act[]; base: Act[] };
  /** What became of the acts that rules deny, and of those close to them. */
  denials?: Denied[];
  faults: string[];
  /** What the sensor says of a kernel without type information, and of one that is locked down. */
  noBtf: string;
  lockdown: string;
};

export function readResults(): KernelResult[] {
  return JSON.parse(readFileSync(RESULTS, "utf8")) as KernelResult[];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function table(head: readonly string[], rows: readonly string[][]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

function actRows(results: readonly KernelResult[]): string[][] {
  const [first] = results;
  if (!first) return [];
  return first.acts.full.map(({ event, name }, index) => [
    event,
    name,
    ...results.map(({ acts }) => {
      const [full, base] = [
        acts.full[index]?.sight ?? "unseen",
        acts.base[index]?.sight ?? "unseen",
      ];
      return full === base ? full : `${full} (${base})`;
    }),
  ]);
}

function hookRows(results: readonly KernelResult[]): string[][] {
  const names = new Set(results.flatMap(({ hooks }) => hooks.map(({ name }) => name)));
  return [...names].map((name) => [
    `\`${name}\``,
    ...results.map(({ hooks }) => {
      const hook = hooks.find((candidate) => candidate.name === name);
      return hook?.attached ? "yes" : `no: ${hook?.why ?? "not there"}`;
    }),
  ]);
}

/** "" where the kernel was not tried; "none" where it lacks the call or the hook. */
function denialRows(results: readonly KernelResult[]): string[][] {
  const rows = results.find(({ denials }) => denials !== undefined)?.denials ?? [];
  return rows.map(({ event, name }, index) => [
    event,
    name,
    ...results.map(({ denials }) => denials?.[index]?.outcome ?? ""),
  ]);
}

/** The whole page. */
export function renderPage(results: readonly KernelResult[]): string {
  const kernels = results.map(({ release }) => release);
  return `# Kernels

Generated from \`test/kernels/results.json\` by \`npm run kernels\`, which boots each of these Debian kernels in an
emulator, loads the sensor's programs, acts, and holds every record against what was done. Do not edit.

Nothing here tells of cost: an emulator's times say nothing about a machine's. What the second tier costs has not been
measured on hardware.

## What is seen

**truth**: with the path and inode that the kernel looked up. **claimed**: with the path as the caller gave it, flagged so.
**seen**: the event has no such path, or always the kernel's own. **unseen**: no event. In brackets, where it differs:
without the second tier (\`--tier base\`, or a kernel that refuses its hooks).

${table(["event", "act", ...kernels], actRows(results))}

Where io_uring has the tracepoint \`io_uring_submit_req\` its calls are reported with their result and the path asked for;
elsewhere by the second tier, with the true path, when they are allowed and before there is a result. \`mkdir\` and
\`symlink\` came to io_uring in 5.15.

From Linux 6.19 on a program on a tracepoint can be preempted. The sensor's programs forbid that while they run, but not
at their very ends, and the kernel leaves a program out while it is under way on the same CPU: events are missing then.
\`stats.skipped\` counts those runs. Slowed down by the emulator and with three shells at work at once, 7.2 left out up to
one event in twelve; how many a machine leaves out has not been measured.

## What is denied

With \`--enforcement on\`, and \`bpf\` among the security modules, rules that name files, names, flags, ids and requests.
**denied**: the call fails with EPERM, and one record says so. **allowed**: what no rule names, or names no longer because it
was disarmed, goes on. **none**: the kernel has no such call, or not the hook. Empty: not tried.

${table(["event", "act", ...kernels], denialRows(results))}

## Hooks

${table(["hook", ...kernels], hookRows(results))}

All these kernels were booted with \`lockdown=integrity\`. With \`lockdown=confidentiality\` no program may read the
kernel's memory, and the sensor ends with:

${[...new Set(results.map(({ lockdown }) => lockdown))].map((text) => `    ${text}`).join("\n")}

On a kernel without type information:

${[...new Set(results.map(({ noBtf }) => noBtf))].map((text) => `    ${text}`).join("\n")}
`;
}
