/**
 * Secrets in command lines, blanked before anything leaves the host. Rules still see the whole
 * text: an intruder must not be able to hide behind a word that looks like a password's name.
 */
import { type CounterSet, createCounters } from "#lib/base";

export const BLANK = "********";

/** What names of secrets contain, in arguments such as `--db-password x` and `API_TOKEN=x`. */
const SECRET_NAMES = [
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "secret",
  "token",
  "api[_-]?key",
  "apikey",
  "access[_-]?key",
  "account[_-]?key",
  "private[_-]?key",
  "credentials?",
  "authorization",
];

/** Secrets that are known by their looks alone. */
const SHAPES = [
  /\bgh[pousr]_[A-Za-z0-9]{20,255}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/g,
  /\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{0,2000}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,255}/g,
  /\bglpat-[A-Za-z0-9_-]{20,255}/g,
  /\bAIza[A-Za-z0-9_-]{35}\b/g,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bhvs\.[A-Za-z0-9_-]{20,255}/g,
  /(?<=-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[^-]{1,65536}/g,
  /(?<=[?&](?:sig|signature|X-Amz-Signature)=)[A-Za-z0-9%+/=_-]{16,512}/g,
];

export const WORDS_MAX = 64;
const WORD = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const VALUE = `"[^"]*"|'[^']*'|[^\\s"'&;|]+`;
/** `Authorization: Bearer value`, `X-Api-Key: value` */
const HEADER_NAME = "(?:authorization|x-[a-z-]{0,40}(?:key|token))\\s{0,8}:\\s{0,8}";
const SCHEME = "(?:(?:bearer|basic|token)\\s{1,8})?";
const HEADER = new RegExp(`(${HEADER_NAME}${SCHEME})([^\\s"']+)`, "gi");
/** `scheme://user:password@host` */
const USER_INFO = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,256}:)([^\s/@]+)(?=@)/gi;
/** Options whose argument is `user:password`. */
const USER_OPTION = /^(-u|--user|--proxy-user)$/;
const USER_AND_PASSWORD = /^([^:\s]+:)(.+)$/s;

/** Patterns for names that contain one of `words`. */
function patternsFor(words: readonly string[]) {
  const name = `[a-z0-9_.-]{0,40}(?:${words.join("|")})[a-z0-9_]{0,20}`;
  return {
    inText: [
      /** `name=value` */
      new RegExp(`(${name}=)(${VALUE})`, "gi"),
      /** `--name value` within one text, such as a command given to a shell. */
      new RegExp(`((?:^|\\s)--?${name}\\s+)(?!-)(${VALUE})`, "gi"),
      /** `"name": "value"` in JSON or a language like it, also where its quotes are escaped. */
      new RegExp(`(${name}\\\\?["']?\\s{0,4}:\\s{0,4}\\\\?["'])([^"'\\\\]+)`, "gi"),
      HEADER,
      USER_INFO,
    ],
    optionAlone: new RegExp(`^--?${name}$`, "i"),
  };
}

/** Whether a word may be given as a name of secrets. */
export function isSecretWord(word: string): boolean {
  return WORD.test(word);
}

export type RedactionCounter = "secrets_redacted";

export function createRedactionCounters(): CounterSet<RedactionCounter> {
  return createCounters(["secrets_redacted"]);
}

/** Blanks secrets and counts what it blanked. */
export type Redactor = {
  /** Every secret that stands in one text. */
  text(text: string): string;
  /** Those in a list of arguments, also where name and value are two of them. */
  list(args: readonly string[]): string[];
  /** Those in a field's value: text, or a list of arguments; other values come back as they are. */
  value(value: unknown): unknown;
};

/** `words`: further words that names of secrets contain, at most WORDS_MAX; see isSecretWord. */
export function createRedactor(
  counters: CounterSet<RedactionCounter>,
  words: readonly string[] = [],
): Redactor {
  const own = words.slice(0, WORDS_MAX).filter(isSecretWord);
  const escaped = own.map((word) => word.replaceAll(".", "\\."));
  const { inText, optionAlone } = patternsFor([...SECRET_NAMES, ...escaped]);
  const blank = () => {
    counters.secrets_redacted.add();
    return BLANK;
  };
  const text = (given: string): string => {
    let result = given;
    for (const pattern of inText)
      result = result.replace(pattern, (whole: string, before: string, secret: string) =>
        secret === BLANK ? whole : before + blank(),
      );
    for (const shape of SHAPES) result = result.replace(shape, blank);
    return result;
  };
  const list = (args: readonly string[]): string[] =>
    args.map((arg, index) => {
      const before = args[index - 1] ?? "";
      if (optionAlone.test(before) && arg !== "" && !arg.startsWith("-")) return blank();
      if (USER_OPTION.test(before) && USER_AND_PASSWORD.test(arg))
        return arg.replace(USER_AND_PASSWORD, (_, user: string) => user + blank());
      return text(arg);
    });
  const value = (given: unknown): unknown => {
    if (typeof given === "string") return text(given);
    if (Array.isArray(given) && given.every((item) => typeof item === "string")) return list(given);
    return given;
  };
  return { text, list, value };
}
