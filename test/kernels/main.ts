/**
 * The kernel matrix: boots every kernel, runs the scene in both tiers, and writes what was found to
 * results.json, from which the page is made.
 *
 *   node test/kernels/main.ts [--fetch] [--denial] [KERNEL...]
 *
 * With --denial only what is denied is tried; the other results of the kernel stay.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchKernel, imagePath, KERNELS, type Kernel, modulePath, whyNoMatrix } from "./cache.ts";
import { type Denied, denialFiles, denialScene, judgeDenials } from "./denial.ts";
import { type Act, judge } from "./judge.ts";
import { type Run, runMachine } from "./machine.ts";
import { type KernelResult, PAGE, RESULTS, readResults, renderPage } from "./page.ts";
import { MODULE, scenePart } from "./scene.ts";

const ROOT = join(import.meta.dirname, "../..");
const STATIC = join(ROOT, "build/sensor/static");
const PROGRAMS = ["vigil-sensor", "act", "client"];
const FULL_BOOT = "lsm=lockdown,capability,selinux,bpf selinux=1 lockdown=integrity";
const DENIAL_BOOT = "lsm=lockdown,capability,bpf lockdown=integrity";
const BARE_BOOT = "lsm=lockdown,capability lockdown=confidentiality";

/** A policy of SELinux, for a boolean to set. */
const POLICY = "vigil/selinux.policy";
/** The oldest format that the kernels of the matrix and Debian's compiler have in common. */
const POLICY_VERSION = "31";

const MAIN_SCENE = `uname -r >/out/release
mount -t selinuxfs none /sys/fs/selinux
/vigil/act 1 w:/sys/fs/selinux/load load:/${POLICY} size:/${POLICY}
/vigil/vigil-sensor --probe --json >/out/probe.json
${scenePart("full", "--tier full")}
${scenePart("base", "--tier base")}
mount -t tmpfs none /sys/kernel/btf
/vigil/vigil-sensor --capture /tmp/none --duration 1 2>/out/no-btf
`;

const BARE_SCENE = `/vigil/vigil-sensor --capture /tmp/none --duration 1 2>/out/lockdown
`;

function compilePolicy(): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "vigil-policy-"));
  const [source, binary] = [join(import.meta.dirname, "selinux.conf"), join(directory, "policy")];
  try {
    const options = ["-U", "allow", "-c", POLICY_VERSION, "-o", binary, source];
    execFileSync("checkpolicy", options, { stdio: "ignore" });
    return readFileSync(binary);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function programs(): Map<string, Buffer> {
  execFileSync("make", ["-C", join(ROOT, "sensor"), "-s", "static"], { stdio: "inherit" });
  const files = PROGRAMS.map(
    (name) => [`vigil/${name}`, readFileSync(join(STATIC, name))] as const,
  );
  return new Map([...files, [POLICY, compilePolicy()]]);
}

function said(run: Run, name: string): string {
  return run.files.get(name)?.toString().trim() ?? "";
}

/** Both ways of denial, in a machine of their own: together with the rest they take too long. */
async function examineDenial(
  kernel: Kernel,
  tools: Map<string, Buffer>,
): Promise<{ acts: Denied[]; faults: string[] }> {
  const module = [MODULE, readFileSync(modulePath(kernel))] as const;
  const files = new Map([...tools, module, ...denialFiles()]);
  const scene = `${denialScene("deny-on", "on")}${denialScene("deny-observe", "observe")}`;
  const run = await runMachine(imagePath(kernel), scene, files, DENIAL_BOOT);
  const on = judgeDenials(run, "deny-on", true);
  const observe = judgeDenials(run, "deny-observe", false);
  const faultsOf = (what: string, { acts, fault }: typeof on) => [
    ...(fault === "" ? [] : [`${what}: ${fault}`]),
    ...acts
      .filter((act) => act.fault !== "")
      .map((act) => `${what} ${act.event}, ${act.name}: ${act.fault}`),
  ];
  return { acts: on.acts, faults: [...faultsOf("denied", on), ...faultsOf("observed", observe)] };
}

async function examine(kernel: Kernel, tools: Map<string, Buffer>): Promise<KernelResult> {
  const image = imagePath(kernel);
  const files = new Map([...tools, [MODULE, readFileSync(modulePath(kernel))] as const]);
  const run = await runMachine(image, MAIN_SCENE, files, FULL_BOOT);
  const bare = await runMachine(image, BARE_SCENE, files, BARE_BOOT);
  const probe = JSON.parse(said(run, "probe.json")) as { tier: string };
  const full = judge(run, "full");
  const base = judge(run, "base");
  return {
    kernel: kernel.name,
    release: said(run, "release"),
    tier: probe.tier,
    hooks: full.hooks,
    acts: { full: full.acts, base: base.acts },
    faults: [full.fault, base.fault].filter((fault) => fault !== ""),
    noBtf: said(run, "no-btf"),
    lockdown: said(bare, "lockdown"),
    ...knownDenials(kernel),
  };
}

/** What the last run found of denial. */
function knownDenials({ name }: Kernel): Pick<KernelResult, "denials"> {
  const results = existsSync(RESULTS) ? readResults() : [];
  const denials = results.find(({ kernel }) => kernel === name)?.denials;
  return denials === undefined ? {} : { denials };
}

/** Puts what was found of denial to the kernel's other results. */
function keepDenial({ name }: Kernel, denials: Denied[]): void {
  const result = readResults().find(({ kernel }) => kernel === name);
  if (result !== undefined) keep({ ...result, denials });
}

function faultsOf(result: KernelResult): string[] {
  const of = (tier: string, acts: Act[]) =>
    acts
      .filter(({ fault }) => fault !== "")
      .map((a) => `${tier} ${a.event}, ${a.name}: ${a.fault}`);
  const sentences = [
    [/^vigil-sensor: SENSOR_NO_BTF: /, "without BTF", result.noBtf],
    [/^vigil-sensor: SENSOR_NOT_PERMITTED: .*lockdown/, "locked down", result.lockdown],
  ] as const;
  return [
    ...result.faults,
    ...of("full", result.acts.full),
    ...of("base", result.acts.base),
    ...sentences
      .filter(([wanted, , text]) => !wanted.test(text))
      .map(([, when, text]) => `${when} the sensor says: ${text}`),
  ];
}

/** A kernel's result takes the place of its last one; what failed is not kept. */
function keep(result: KernelResult): void {
  const others = (existsSync(RESULTS) ? readResults() : []).filter(
    ({ kernel }) => kernel !== result.kernel,
  );
  const order = KERNELS.map(({ name }) => name);
  const results = [...others, result].sort(
    (a, b) => order.indexOf(a.kernel) - order.indexOf(b.kernel),
  );
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(PAGE, renderPage(results));
}

async function main(args: string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith("--"));
  const chosen = KERNELS.filter(({ name }) => names.length === 0 || names.includes(name));
  if (args.includes("--fetch"))
    for (const kernel of chosen)
      process.stdout.write(`${kernel.name}: ${fetchKernel(kernel).join(", ")}\n`);
  const why = whyNoMatrix();
  if (why) {
    process.stdout.write(`skipped: ${why}\n`);
    return 0;
  }
  const files = programs();
  let failed = 0;
  const tell = (what: string, faults: readonly string[]) => {
    failed += faults.length;
    process.stdout.write(`${what}: ${faults.length} faults\n`);
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
    return faults.length === 0;
  };
  for (const kernel of chosen) {
    if (!args.includes("--denial")) {
      const result = await examine(kernel, files);
      if (tell(`${kernel.name} (${result.release})`, faultsOf(result))) keep(result);
    }
    const denial = await examineDenial(kernel, files);
    if (tell(`${kernel.name}, denial`, denial.faults)) keepDenial(kernel, denial.acts);
  }
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
