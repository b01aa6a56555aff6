/**
 * Takes secrets out of log lines, whoever put them there: values of keys that are known to hold
 * them, and what stands in texts behind names of headers, in addresses and as keys of our own.
 */

export const REDACTED = "[redacted]";
/** Levels of objects within each other that are looked into; what is deeper is left out. */
const DEPTH_MAX = 12;
/** UTF-16 units of a text that is looked through; the rest is left out. */
const TEXT_LENGTH_MAX = 16_384;

/** Names that end so hold a secret, without regard to case, dashes and underscores. */
const ENDINGS = [
  ...["password", "passwd", "passphrase", "secret", "privatekey", "apikey", "applicationkey"],
  ...["accesskey", "authtoken", "accesstoken", "refreshtoken", "enrolltoken", "localtoken"],
  ...["credential", "credentials", "authorization", "cookie", "sessionid", "csrf"],
];
const SECRET_NAMES: ReadonlySet<string> = new Set(["token", "pwd", "bearer"]);

function isSecretKey(key: string): boolean {
  const name = key
    .slice(-64)
    .toLowerCase()
    .replaceAll(/[-_\s.]/g, "");
  return SECRET_NAMES.has(name) || ENDINGS.some((ending) => name.endsWith(ending));
}

/** The same names in texts, where fewer are sure to be meant. */
const NAMES = [
  ...["password", "passwd", "passphrase", "secret", "private[-_]?key", "api[-_]?key"],
  ...["application[-_]?key", "access[-_]?key", "token"],
].join("|");
const NAMED = new RegExp(
  `\\b([\\w-]{0,40}(?:${NAMES})["']?\\s*[:=]\\s*)("[^"]*"|'[^']*'|[^\\s"',;&]+)`,
  "gi",
);
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g;
const IN_TEXT: readonly [RegExp, string][] = [
  // A cookie to the end of its line, all else to a blank.
  [/\b((?:set-)?cookie["']?\s*:\s*)[^\r\n]+/gi, `$1${REDACTED}`],
  [/\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:\w+ )?)[^\s"',;]+/gi, `$1${REDACTED}`],
  [NAMED, `$1${REDACTED}`],
  [/\b((?:Bearer|Basic)\s+)[\w~+/.=-]{8,}/gi, `$1${REDACTED}`],
  // An address with a user and a password.
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:]{0,256}:)[^\s/@]{1,1024}@/gi, `$1${REDACTED}@`],
  [PRIVATE_KEY, REDACTED],
];

/** A text without what is known to be secret in it. */
export function redactText(text: string): string {
  let result = text.slice(0, TEXT_LENGTH_MAX);
  for (const [pattern, replacement] of IN_TEXT) result = result.replace(pattern, replacement);
  return text.length > TEXT_LENGTH_MAX ? `${result}…` : result;
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_MAX) return "…";
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isSecretKey(key) && item !== null && item !== "" ? REDACTED : redact(item, depth + 1),
    ]),
  );
}

/** A line of a log, JSON or not, without secrets; its end of line stays. */
export function redactLine(line: string): string {
  const text = line.trimEnd();
  const end = line.slice(text.length);
  try {
    return `${JSON.stringify(redact(JSON.parse(text), 0))}${end}`;
  } catch {
    // Lines that are no JSON are texts.
    return `${redactText(text)}${end}`;
  }
}

/** A place that lines are written to, with secrets taken out on the way. */
export function redactingSink(sink: { write(line: string): unknown }): {
  write(line: string): void;
} {
  return { write: (line) => void sink.write(redactLine(line)) };
}
