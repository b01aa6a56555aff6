/** The agent's command line, read into exact types. */
import { hostname } from "node:os";
import { parseArgs } from "node:util";
import { LOG_SOURCES_MAX, type LogSource, readLogSource } from "#agent/logs";
import { isSecretWord, SPOOL_BYTES_MAX, WORDS_MAX } from "#agent/output";
import { defineErrors, isAppError } from "#lib/base";
import { BUDGETS, type Budget, type Budgets, type Program } from "./watchdog.ts";

export const refuseSettings = defineErrors({
  AGENT_OPTION_INVALID: {
    status: 400,
    message: "The command line is wrong: {reason}.",
    hint:
      "node agent/main.ts --data DIR (--sensor SOCKET | --replay CAPTURE) --content DIR " +
      "[--policies DIR] (--server URL --enroll-token-file FILE | --no-server) " +
      "[--tag key:value]… [--secret-word WORD]… [--hostname NAME] " +
      "[--log-file PATH[:source]]… [--journal] [--spool-mb MIB] [--cpu-budget PERCENT] " +
      "[--memory-budget MIB] [--sensor-cpu-budget PERCENT] [--sensor-memory-budget MIB]",
  },
});

export type ServerSettings = { url: string; tokenFile: string };

export type Settings = {
  data: string;
  /** Where records come from. */
  source: { kind: "sensor"; socket: string } | { kind: "replay"; capture: string };
  /** Undefined: matches stay in the spool. */
  server: ServerSettings | undefined;
  content: string;
  policies: string | undefined;
  tags: string[];
  /** Words that names of secrets contain on this host, beside the usual ones. */
  secretWords: string[];
  /** Files whose lines are sent as logs. */
  logFiles: LogSource[];
  /** Whether the system's journal is sent as logs. */
  journal: boolean;
  /** What agent and sensor may cost before something is left out. */
  budgets: Budgets;
  /** Size of the spool on disk. */
  spoolBytesMax: number;
  hostname: string;
  /** Whether --hostname was given; else a replay goes by the name of the recorded host. */
  isHostnameGiven: boolean;
};

const TAGS_MAX = 64;
const TAG = /^[A-Za-z][A-Za-z0-9_./-]{0,99}:.{1,100}$/;
const HOSTNAME_MAX = 253;
const PERCENT = 100;
const CPU_PERCENT_MAX = 6400;
const MIB = 1024 * 1024;
const MEMORY_MIB_MAX = 65_536;
const SPOOL_MIB_MIN = 1;
const SPOOL_MIB_MAX = 1_048_576;

const OPTIONS = {
  data: { type: "string" },
  sensor: { type: "string" },
  replay: { type: "string" },
  server: { type: "string" },
  "enroll-token-file": { type: "string" },
  "no-server": { type: "boolean" },
  content: { type: "string" },
  policies: { type: "string" },
  tag: { type: "string", multiple: true },
  "secret-word": { type: "string", multiple: true },
  hostname: { type: "string" },
  "log-file": { type: "string", multiple: true },
  journal: { type: "boolean" },
  "cpu-budget": { type: "string" },
  "memory-budget": { type: "string" },
  "sensor-cpu-budget": { type: "string" },
  "sensor-memory-budget": { type: "string" },
  "spool-mb": { type: "string" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

function refuse(reason: string, cause?: unknown) {
  return refuseSettings("AGENT_OPTION_INVALID", { reason }, cause);
}

function parse(argv: readonly string[]): Values {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
}

function need(value: string | undefined, name: string): string {
  if (value === undefined || value === "") throw refuse(`--${name} is missing`);
  return value;
}

function readServer(values: Values): ServerSettings | undefined {
  if (values["no-server"]) return undefined;
  const url = need(values.server, "server");
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol !== "http:" && protocol !== "https:") throw refuse(`--server ${url} is not a URL`);
  return { url, tokenFile: need(values["enroll-token-file"], "enroll-token-file") };
}

function readSource({ sensor, replay }: Values): Settings["source"] {
  if ((sensor === undefined) === (replay === undefined))
    throw refuse("it needs either --sensor or --replay");
  if (replay !== undefined) return { kind: "replay", capture: need(replay, "replay") };
  return { kind: "sensor", socket: need(sensor, "sensor") };
}

function readSecretWords({ "secret-word": words = [] }: Values): string[] {
  if (words.length > WORDS_MAX) throw refuse(`it has more than ${WORDS_MAX} secret words`);
  const wrong = words.find((word) => !isSecretWord(word));
  if (wrong !== undefined)
    throw refuse(`--secret-word ${wrong} has other characters than letters, digits and _.-`);
  return words;
}

function readLogFiles({ "log-file": files = [] }: Values): LogSource[] {
  if (files.length > LOG_SOURCES_MAX) throw refuse(`it has more than ${LOG_SOURCES_MAX} log files`);
  return files.map((file) => {
    try {
      return readLogSource(file);
    } catch (error) {
      throw isAppError(error) ? refuse(error.message.replace(/\.$/, ""), error) : error;
    }
  });
}

type NumberOption = "spool-mb" | `${"" | "sensor-"}${"cpu" | "memory"}-budget`;

function readNumber(
  values: Values,
  name: NumberOption,
  min: number,
  max: number,
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text === "" || !Number.isInteger(number) || number < min || number > max)
    throw refuse(`--${name} has to be a number from ${min} to ${max}`);
  return number;
}

/** What a program may cost; 0 is no bound. */
function readBudget(values: Values, program: Program): Budget {
  const prefix = program === "agent" ? "" : "sensor-";
  const cpu = readNumber(values, `${prefix}cpu-budget`, 0, CPU_PERCENT_MAX);
  const memory = readNumber(values, `${prefix}memory-budget`, 0, MEMORY_MIB_MAX);
  const usual = BUDGETS[program];
  return {
    cpu: cpu === undefined ? usual.cpu : cpu / PERCENT || Infinity,
    memory: memory === undefined ? usual.memory : memory * MIB || Infinity,
  };
}

/** Reads the command line. Throws AGENT_OPTION_INVALID. */
export function readSettings(argv: readonly string[]): Settings {
  const values = parse(argv);
  const tags = values.tag ?? [];
  if (tags.length > TAGS_MAX) throw refuse(`it has more than ${TAGS_MAX} tags`);
  for (const tag of tags) if (!TAG.test(tag)) throw refuse(`--tag ${tag} is not key:value`);
  const spoolMib = readNumber(values, "spool-mb", SPOOL_MIB_MIN, SPOOL_MIB_MAX);
  const given = values.hostname;
  if (given !== undefined && (given === "" || given.length > HOSTNAME_MAX))
    throw refuse(`--hostname has to have 1 to ${HOSTNAME_MAX} characters`);
  return {
    data: need(values.data, "data"),
    source: readSource(values),
    server: readServer(values),
    content: need(values.content, "content"),
    policies: values.policies,
    tags,
    secretWords: readSecretWords(values),
    logFiles: readLogFiles(values),
    journal: values.journal ?? false,
    budgets: { agent: readBudget(values, "agent"), sensor: readBudget(values, "sensor") },
    spoolBytesMax: spoolMib === undefined ? SPOOL_BYTES_MAX : spoolMib * MIB,
    hostname: given ?? hostname(),
    isHostnameGiven: given !== undefined,
  };
}
