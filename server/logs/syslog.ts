/** One syslog message → an object as other senders write it: RFC 5424, RFC 3164, or bare text. */

const FACILITIES = (
  "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock " +
  "local0 local1 local2 local3 local4 local5 local6 local7"
).split(" ");
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

export type SyslogMessage = Record<string, unknown>;

/** A field of a 5424 header; "-" is none. */
const nil = (text: string) => (text === "-" ? "" : text);

/** Reads a message; `now` tells the year that RFC 3164 leaves out. Never fails. */
export function parseSyslog(text: string, now: number): SyslogMessage {
  const [whole = "", digits = "0"] = /^<(\d{1,3})>/.exec(text) ?? [];
  const priority = Number(digits);
  if (whole === "" || priority > 191) return { message: text.trim(), ddsource: "syslog" };
  const rest = text.slice(whole.length);
  const level = { severity: priority % 8, facility: FACILITIES[priority >> 3] };
  const found = parse5424(rest) ?? parse3164(rest, now);
  const { message, timestamp, sd, ...head } = found;
  const appname = typeof head["appname"] === "string" ? head["appname"] : "";
  const { appname: _name, ...more } = head;
  return {
    message,
    ddsource: appname === "" ? "syslog" : appname.toLowerCase(),
    ...(timestamp === undefined ? {} : { timestamp }),
    syslog: { ...level, ...more, ...(appname === "" ? {} : { appname }), ...(sd ? { sd } : {}) },
  };
}

type Parsed = {
  message: string;
  timestamp: number | undefined;
  sd?: Record<string, unknown> | undefined;
  [name: string]: unknown;
};

function parse5424(text: string): Parsed | undefined {
  const head = /^1 (\S+) (\S+) (\S+) (\S+) (\S+) /.exec(`${text} `);
  if (head === null) return undefined;
  const [all, time = "", host = "", app = "", proc = "", id = ""] = head;
  const { sd, end } = structuredData(text, all.length);
  const ms = Date.parse(time);
  const fields = { hostname: nil(host), appname: nil(app), procid: nil(proc), msgid: nil(id) };
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
  return {
    ...present,
    timestamp: Number.isNaN(ms) ? undefined : ms,
    sd,
    message: text
      .slice(end)
      .trimStart()
      .replace(/^\ufeff/, "")
      .trimEnd(),
  };
}

/** `[id name="value" …]…` or "-" from `start` on, and where it ends. */
function structuredData(text: string, start: number) {
  if (text[start] === "-") return { sd: undefined, end: start + 1 };
  const sd: Record<string, unknown> = {};
  let at = start;
  while (text[at] === "[") {
    const id = /\[([^\s=\]"]{1,64})/y;
    id.lastIndex = at;
    const name = id.exec(text)?.[1];
    if (name === undefined) break;
    at += name.length + 1;
    const values: Record<string, string> = {};
    const pair = /\s+([^\s=\]"]{1,64})="((?:[^"\\\]]|\\.)*)"/y;
    pair.lastIndex = at;
    for (let found = pair.exec(text); found !== null; found = pair.exec(text)) {
      values[found[1] ?? ""] = (found[2] ?? "").replace(/\\(["\\\]])/g, "$1");
      at = pair.lastIndex;
    }
    if (text[at] !== "]") break;
    at++;
    if (name !== "__proto__") sd[name] = values;
  }
  return { sd: Object.keys(sd).length === 0 ? undefined : sd, end: at };
}

function parse3164(text: string, now: number): Parsed {
  const time = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) /.exec(text);
  const iso = time ? null : /^(\d{4}-\d\d-\d\dT\S+) /.exec(text);
  const begun = time?.[0] ?? iso?.[0] ?? "";
  const rest = text.slice(begun.length);
  const timestamp = time ? yearless(time, now) : iso ? Date.parse(iso[1] as string) : undefined;
  const usable = timestamp !== undefined && !Number.isNaN(timestamp) ? timestamp : undefined;
  const host = begun === "" ? undefined : /^([^\s:[\]]+) /.exec(rest)?.[1];
  const body = host === undefined ? rest : rest.slice(host.length + 1);
  const tag = /^([^\s:[\]]{1,64})(?:\[([^\]]{1,64})\])?: ?/.exec(body);
  return {
    ...(host === undefined ? {} : { hostname: host }),
    ...(tag?.[1] === undefined ? {} : { appname: tag[1] }),
    ...(tag?.[2] === undefined ? {} : { procid: tag[2] }),
    timestamp: usable,
    message: body.slice(tag?.[0].length ?? 0).trim(),
  };
}

/** The year that makes the time nearest to now; taken as UTC, for the format names no zone. */
function yearless(found: RegExpExecArray, now: number): number | undefined {
  const [, month = "", day, hour, minute, second] = found;
  const at = MONTHS.indexOf(month);
  if (at === -1 || at % 3 !== 0) return undefined;
  const year = new Date(now).getUTCFullYear();
  const times = [year - 1, year, year + 1].map((one) =>
    Date.UTC(one, at / 3, Number(day), Number(hour), Number(minute), Number(second)),
  );
  return times.reduce((best, one) => (Math.abs(one - now) < Math.abs(best - now) ? one : best));
}
