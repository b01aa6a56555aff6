/**
 * Secrets in command lines, blanked before anything leaves the host. Rules still see the whole
 * text: an intruder must not be able to hide behind a word that looks like a password's name.
 */

export const BLANK = "********";

/** What names of secrets contain, in arguments such as `--db-password x` and `API_TOKEN=x`. */
export const SECRET_NAMES = [
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
  /\bAKIA[0-9A-Z]{16}\b/g,
];

const NAME = `[a-z0-9_.-]{0,40}(?:${SECRET_NAMES.join("|")})[a-z0-9_]{0,20}`;
const VALUE = `"[^"]*"|'[^']*'|[^\\s"'&;|]+`;
/** `name=value` */
const ASSIGNED = new RegExp(`(${NAME}=)(${VALUE})`, "gi");
/** `--name value` within one text, such as a command given to a shell. */
const FOLLOWED = new RegExp(`((?:^|\\s)--?${NAME}\\s+)(?!-)(${VALUE})`, "gi");
/** `Authorization: Bearer value`, `X-Api-Key: value` */
const HEADER_NAME = "(?:authorization|x-[a-z-]{0,40}(?:key|token))\\s{0,8}:\\s{0,8}";
const SCHEME = "(?:(?:bearer|basic|token)\\s{1,8})?";
const HEADER = new RegExp(`(${HEADER_NAME}${SCHEME})([^\\s"']+)`, "gi");
/** `scheme://user:password@host` */
const USER_INFO = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,256}:)([^\s/@]+)(?=@)/gi;
/** `"name": "value"` in JSON or a language like it, also where its quotes are escaped. */
const MEMBER = new RegExp(`(${NAME}\\\\?["']?\\s{0,4}:\\s{0,4}\\\\?["'])([^"'\\\\]+)`, "gi");
const OPTION_ALONE = new RegExp(`^--?${NAME}$`, "i");
/** Options whose argument is `user:password`. */
const USER_OPTION = /^(-u|--user|--proxy-user)$/;
const USER_AND_PASSWORD = /^([^:\s]+:)(.+)$/s;

/** Blanks every secret that stands in one text. */
export function redactText(text: string): string {
  let result = text;
  for (const pattern of [ASSIGNED, FOLLOWED, MEMBER, HEADER, USER_INFO])
    result = result.replace(pattern, `$1${BLANK}`);
  for (const shape of SHAPES) result = result.replace(shape, BLANK);
  return result;
}

/** Blanks secrets in a list of arguments, also where name and value are two of them. */
export function redactArguments(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const before = args[index - 1] ?? "";
    if (OPTION_ALONE.test(before) && arg !== "" && !arg.startsWith("-")) return BLANK;
    if (USER_OPTION.test(before) && USER_AND_PASSWORD.test(arg))
      return arg.replace(USER_AND_PASSWORD, `$1${BLANK}`);
    return redactText(arg);
  });
}

/** Blanks secrets in a field's value: text, or a list of arguments. */
export function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return redactArguments(value);
  return value;
}
