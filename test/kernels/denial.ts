/**
 * Denial in each machine: rules put in force over the sensor's socket, acts that they are about and
 * acts close to those, and what became of each. Run twice: denied, and only observed.
 */
import { EVENT_NAMES } from "#lib/event";
import { control, StreamReader, type StreamRecord } from "../sensor/harness.ts";
import type { Act } from "./judge.ts";
import type { Run } from "./machine.ts";
import { MODULE } from "./scene.ts";

/** What has to become of an act: denied by a rule, or left alone. */
type Wanted = "denied" | "allowed";

type DenialStep = {
  event: string;
  name: string;
  run: string;
  wanted: Wanted;
  /** Where the record of a refusal has the path, and the path. */
  path?: [member: string, path: string];
  /** The call was not there before: a failure that is no refusal is no fault. */
  isNew?: boolean;
};

const GENERATION = 7;
const [AT_ANY, AT_PATH, AT_NAME] = [0, 1, 2];
const [UID_AUDIT, OWN] = [2n, 5n];
const [RANGE, BITS] = [0n, 1n];
const UNSET = 0xffff_ffffn;
const PTRACE_ATTACH = 16n;
/** O_WRONLY and O_RDWR. */
const WRITING = 3n;
const EPERM = -1n;
const DIR = "/tmp/d";
const LINK = "/tmp/ds";
const BOUND = "/tmp/db";
/** Distinct programs that a rule denies in a minute; see sensor/bpf/lib/denials.h. */
const PROGRAMS_MAX = 8;
const CONTROLS_FILE = "vigil/deny.bin";
const ACT = "/vigil/act";
const CWD = "-100";

type Denial = {
  event: string;
  path: string;
  side?: number;
  terms?: [number: bigint, test: bigint, from: bigint, to: bigint][];
};

const DENIALS: readonly Denial[] = [
  ...["prog", "linked", "relative", "bound", "hard", "script", "at", "empty"].map((name) => ({
    event: "exec",
    path: `${DIR}/${name}`,
  })),
  { event: "exec", path: "evil-name" },
  { event: "exec", path: "many" },
  { event: "open", path: `${DIR}/secret`, terms: [[OWN, BITS, WRITING, 0n]] },
  { event: "open", path: `${DIR}/login`, terms: [[UID_AUDIT, RANGE, UNSET, UNSET]] },
  { event: "open", path: `${DIR}/other-login`, terms: [[UID_AUDIT, RANGE, 5n, 5n]] },
  ...["u1", "u2", "u3", "u4"].map((name) => ({ event: "unlink", path: `${DIR}/${name}` })),
  { event: "rename", path: `${DIR}/r1` },
  { event: "rename", path: `${DIR}/r2`, side: 1 },
  { event: "load_module", path: `/${MODULE}` },
  { event: "load_module", path: "", terms: [[OWN, RANGE, 1n, 1n]] },
  { event: "mkdir", path: `${DIR}/made` },
  { event: "rmdir", path: `${DIR}/stay` },
  { event: "chmod", path: `${DIR}/mode` },
  { event: "chown", path: `${DIR}/owner` },
  { event: "link", path: `${DIR}/l1` },
  { event: "link", path: `${DIR}/l2`, side: 1 },
  { event: "link", path: `${DIR}/l3`, side: 1 },
  { event: "ptrace", path: "", terms: [[OWN, RANGE, PTRACE_ATTACH, PTRACE_ATTACH]] },
];

const EVENT_IDS = new Map([...EVENT_NAMES].map(([id, name]) => [name as string, id]));

function denyControl({ event, path, side = 0, terms = [] }: Denial, rule: number): Buffer {
  const words = new BigUint64Array(terms.flat());
  return control("deny", {
    rule,
    event: EVENT_IDS.get(event) ?? 0,
    side,
    place: path === "" ? AT_ANY : path.startsWith("/") ? AT_PATH : AT_NAME,
    path,
    count: terms.length,
    terms: new Uint8Array(words.buffer),
  });
}

/** The controls that put the denials in force; every event of theirs is delivered. */
export function denialFiles(): Map<string, Buffer> {
  const events = [...new Set(DENIALS.map(({ event }) => event))];
  const bytes = Buffer.concat([
    control("filter_begin", { generation: GENERATION }),
    ...events.map((event) =>
      control("filter_event", { event: EVENT_IDS.get(event) ?? 0, accept_all: 1 }),
    ),
    ...DENIALS.map(denyControl),
    control("filter_commit", { generation: GENERATION }),
  ]);
  return new Map([[CONTROLS_FILE, bytes]]);
}

function step(event: string, name: string, run: string, wanted: Wanted, path?: string): DenialStep {
  const member = event === "exec" ? "process.file.path" : "file.path";
  return { event, name, run: `${ACT} ${run}`, wanted, ...(path ? { path: [member, path] } : {}) };
}

const exec = (name: string, file: string, wanted: Wanted, path = file): DenialStep =>
  step("exec", name, `59 s:${file} longs:s:${file},s:39,0 longs:0`, wanted, path);

const EXECS: readonly DenialStep[] = [
  exec("the program", `${DIR}/prog`, "denied"),
  exec("through a symbolic link", `${LINK}/linked`, "denied", `${DIR}/linked`),
  exec("by a relative path", "./relative", "denied", `${DIR}/relative`),
  exec("a script", `${DIR}/script`, "denied"),
  exec("by its name alone", "/tmp/evil-name", "denied"),
  {
    ...exec("by execveat", `${DIR}/at`, "denied"),
    run: `${ACT} 322 ${CWD} s:${DIR}/at longs:s:at,s:39,0 longs:0 0`,
  },
  {
    ...exec("by its descriptor", `${DIR}/empty`, "denied"),
    run: `${ACT} 322 f:${DIR}/empty s: longs:s:at,s:39,0 longs:0 4096`,
  },
  exec("below a bind mount, which is another path", `${BOUND}/bound`, "allowed"),
  exec("a hard link, which is another path", `${DIR}/hard-link`, "allowed"),
  exec("another file of the folder", `${DIR}/free`, "allowed"),
  exec("the same name elsewhere", "/tmp/prog", "allowed"),
];

const OPENS: readonly DenialStep[] = [
  step("open", "for writing", `257 ${CWD} s:${DIR}/secret 1`, "denied", `${DIR}/secret`),
  step("open", "through a symbolic link", `2 s:${LINK}/secret 2`, "denied", `${DIR}/secret`),
  step("open", "by openat2", `437 ${CWD} s:secret how:1:0 24`, "denied", `${DIR}/secret`),
  step("open", "by a 32-bit call", `-32 5 s:${DIR}/secret 1`, "denied", `${DIR}/secret`),
  step("open", "truncate", `76 s:${DIR}/secret 0`, "denied", `${DIR}/secret`),
  {
    ...step("open", "by io_uring", `-uring 18 ${CWD} s:${DIR}/secret 0 0 1`, "denied"),
    isNew: true,
  },
  step("open", "for reading", `257 ${CWD} s:${DIR}/secret 0`, "allowed"),
  step("open", "of the login uid meant", `2 s:${DIR}/login 0`, "denied", `${DIR}/login`),
  step("open", "of another login uid", `2 s:${DIR}/other-login 0`, "allowed"),
  step("open", "below a bind mount, which is another path", `2 s:${BOUND}/secret 1`, "allowed"),
];

const CHANGES: readonly DenialStep[] = [
  step("unlink", "unlink", `87 s:${DIR}/u1`, "denied", `${DIR}/u1`),
  step("unlink", "unlinkat, through a link", `263 d:${LINK} s:u2 0`, "denied", `${DIR}/u2`),
  step("unlink", "by a 32-bit call", `-32 10 s:${DIR}/u3`, "denied", `${DIR}/u3`),
  { ...step("unlink", "by io_uring", `-uring 36 ${CWD} s:${DIR}/u4 0 0`, "denied"), isNew: true },
  step("unlink", "another file", `87 s:${DIR}/free-file`, "allowed"),
  step("rename", "of the file", `82 s:${DIR}/r1 s:${DIR}/r1-new`, "denied", `${DIR}/r1`),
  {
    ...step("rename", "over the file", `82 s:${DIR}/r3 s:${LINK}/r2`, "denied"),
    path: ["destination.path", `${DIR}/r2`],
  },
  step("rename", "of another file", `82 s:${DIR}/r4 s:${DIR}/r5`, "allowed"),
  step("mkdir", "mkdir", `83 s:${DIR}/made 448`, "denied", `${DIR}/made`),
  step("rmdir", "rmdir", `84 s:${DIR}/stay`, "denied", `${DIR}/stay`),
  step("chmod", "chmod", `90 s:${DIR}/mode 511`, "denied", `${DIR}/mode`),
  step("chmod", "fchmod", `91 f:${DIR}/mode 511`, "denied", `${DIR}/mode`),
  step("chown", "chown", `92 s:${DIR}/owner 1 2`, "denied", `${DIR}/owner`),
  step("link", "to the file", `86 s:${DIR}/l1 s:${DIR}/l1-new`, "denied", `${DIR}/l1`),
  {
    ...step("link", "with the name", `86 s:${DIR}/l4 s:${DIR}/l2`, "denied"),
    path: ["destination.path", `${DIR}/l2`],
  },
  {
    ...step("link", "a symbolic link with the name", `88 s:x s:${DIR}/l3`, "denied"),
    path: ["destination.path", `${DIR}/l3`],
  },
];

const OTHERS: readonly DenialStep[] = [
  step("load_module", "from its file", `313 f:/${MODULE} s:x=1 0`, "denied", `/${MODULE}`),
  step("load_module", "from memory", `175 load:/${MODULE} size:/${MODULE} s:x=1`, "denied"),
  step("load_module", "from a memory file", `313 memfile:/${MODULE} s:x=1 0`, "denied"),
  step("ptrace", "PTRACE_ATTACH", "101 16 $sleeper 0 0", "denied"),
  step("ptrace", "PTRACE_SEIZE", "101 16902 $sleeper 0 0", "allowed"),
];

/** One rule, more programs than it may deny. */
const MANY: readonly DenialStep[] = Array.from({ length: PROGRAMS_MAX + 2 }, (_, index) =>
  exec(`program ${index + 1} of one rule`, `/tmp/m/${index}/many`, "denied"),
);

const STEPS = [...EXECS, ...OPENS, ...CHANGES, ...OTHERS, ...MANY];

const PREPARE = `rm -rf /tmp/d /tmp/m /tmp/ds; mkdir -p ${DIR}/stay ${BOUND}; ln -s d ${LINK}
for name in prog linked relative bound hard free at empty; do cp ${ACT} ${DIR}/$name; done
cp ${ACT} /tmp/prog; cp ${ACT} /tmp/evil-name; ln ${DIR}/hard ${DIR}/hard-link
printf '#!/bin/sh\\nexec ${ACT} 39\\n' >${DIR}/script; chmod 755 ${DIR}/script
for name in secret login other-login u1 u2 u3 u4 free-file r1 r2 r3 r4 mode owner l1 l4; do
  echo a >${DIR}/$name
done
for n in ${MANY.map((_, index) => index).join(" ")}; do
  mkdir -p /tmp/m/$n; printf '#!/bin/sh\\nexec ${ACT} 39\\n' >/tmp/m/$n/many; chmod 755 /tmp/m/$n/many
done
mount --bind ${DIR} ${BOUND}; sleep 1000 & sleeper=$!; cd ${DIR}
`;

/** The part of a scene that runs all acts under an enforcement. */
export function denialScene(name: string, enforcement: "observe" | "on"): string {
  const lines = STEPS.map(
    ({ run }, index) => `printf '%s ' ${index} >>/out/${name}.acts
${run} 2>&1 | head -n 1 >>/out/${name}.acts`,
  );
  return `${PREPARE}
/vigil/vigil-sensor --socket /tmp/${name}.s --ring-mb 4 --enforcement ${enforcement} 2>/out/${name}.err &
sensor=$!
while [ ! -S /tmp/${name}.s ] && kill -0 $sensor; do usleep 50000; done
/vigil/client /tmp/${name}.s /${CONTROLS_FILE} ${GENERATION} /out/${name}.rec /tmp/${name}.ready &
client=$!
while [ ! -e /tmp/${name}.ready ] && kill -0 $client; do usleep 50000; done
${lines.join("\n")}
sleep 2; kill $sensor; wait $sensor; echo $? >/out/${name}.exit; wait $client
cd /; kill $sleeper; umount ${BOUND}; rmmod dummy
`;
}

function reasonAgainst(step: DenialStep, record: StreamRecord | undefined, flag: string): string {
  if (step.wanted === "allowed") return record ? `its record is flagged ${flag}` : "";
  if (!record) return `no record is flagged ${flag}`;
  if (flag !== "denied") return "";
  if (record.members["header.retval"] !== EPERM)
    return `the record says ${record.members["header.retval"]}`;
  const [member, path] = step.path ?? ["", ""];
  const found = member === "" ? path : record.members[member];
  return found === path ? "" : `${member} is ${found}`;
}

/** What became of an act, in the words of the page. */
export type Denied = Omit<Act, "sight"> & { outcome: "denied" | "allowed" | "observed" | "none" };

function judgeAct(
  step: DenialStep,
  index: number,
  line: string,
  records: readonly StreamRecord[],
  isOn: boolean,
): Denied {
  const { event, name, wanted } = step;
  const [pid, result] = line.split(" ").map((word) => BigInt(Number.parseInt(word, 10) || 0));
  const failed = (fault: string): Denied => ({ event, name, outcome: "none", fault });
  if (!pid) return failed(`the act failed: ${line}`);
  const isOver = index >= STEPS.length - MANY.length + PROGRAMS_MAX;
  const flag = isOver ? "denial_disarmed" : isOn ? "denied" : "denial_observed";
  const own = records.filter(
    ({ type, members }) => type === event && members["header.pid"] === pid,
  );
  const record = own.find(({ flags }) => flags.includes(flag));
  const isRefused = result === EPERM;
  const isRefusal = wanted === "denied" && isOn && !isOver;
  if (isRefused !== isRefusal) {
    if (step.isNew && (result ?? 0n) < 0n) return failed("");
    return failed(`the result is ${result}`);
  }
  if (
    isRefusal &&
    own.filter(({ members }) => members["header.retval"] === EPERM).length > 1 &&
    !step.isNew
  )
    return failed("the refusal has two records");
  const isUnmarked = step.isNew === true && !isOn;
  const fault = isUnmarked ? "" : reasonAgainst(step, record, flag);
  const outcome = isRefusal
    ? "denied"
    : wanted === "denied" && !isOn && !isOver
      ? "observed"
      : "allowed";
  return { event, name, outcome, fault };
}

/** Judges one part of the scene. */
export function judgeDenials(
  run: Run,
  name: string,
  isOn: boolean,
): { acts: Denied[]; fault: string } {
  const text = (file: string) => run.files.get(`${name}.${file}`)?.toString().trim() ?? "";
  const stream = run.files.get(`${name}.rec`);
  if (!stream?.length) return { acts: [], fault: text("err") || "the sensor left no stream" };
  const reader = new StreamReader();
  reader.push(stream);
  const lines = new Map(
    text("acts")
      .split("\n")
      .map((line) => [Number.parseInt(line, 10), line.slice(line.indexOf(" ") + 1)]),
  );
  const hooks = reader.preface?.hooks.filter((hook) => hook.name.startsWith("lsm/")) ?? [];
  if (hooks.every(({ attached }) => !attached)) {
    const reasons = hooks.map((hook) => `${hook.name}: ${hook.why}`);
    return { acts: [], fault: `no hook denies: ${reasons.join("; ")}` };
  }
  // A hook of this kind that the kernel lacks is told of in the preface, and nothing else denies its event.
  const lacks = ({ event }: DenialStep) =>
    hooks.some(({ name, attached }) => name === `lsm/path_${event}` && !attached);
  const acts = STEPS.map((step, index): Denied => {
    if (lacks(step)) return { event: step.event, name: step.name, outcome: "none", fault: "" };
    return judgeAct(step, index, lines.get(index) ?? "", reader.records, isOn);
  });
  const told = reader.records.filter(({ type }) => type === "denial");
  const fault = told.some(({ members }) => members["disarmed"] === 1n)
    ? ""
    : "no record tells that a rule was disarmed";
  return { acts, fault };
}
