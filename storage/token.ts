/** The one credential of the storage process: made on first start, compared in constant time. */
import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { refuse } from "./errors.ts";

const TOKEN_CHARS_MIN = 16;

/** Reads the token, writing `fresh` to the file (mode 0600) when there is none yet. */
export function loadToken(path: string, fresh: () => string): string {
  try {
    writeFileSync(path, `${fresh()}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      const reason = error instanceof Error ? error.message : String(error);
      throw refuse("STORAGE_DIRECTORY_UNUSABLE", { directory: path, reason }, error);
    }
  }
  const token = readFileSync(path, "utf8").trim();
  if (token.length >= TOKEN_CHARS_MIN) return token;
  throw refuse("STORAGE_USAGE", {
    reason: `the token in ${path} has fewer than ${TOKEN_CHARS_MIN} characters`,
  });
}

function presentedToken(headers: IncomingHttpHeaders): string | undefined {
  const key = headers["x-clickhouse-key"];
  if (typeof key === "string") return key;
  const [scheme, value] = (headers.authorization ?? "").split(" ", 2);
  if (value === undefined) return undefined;
  if (scheme?.toLowerCase() === "bearer") return value;
  if (scheme?.toLowerCase() !== "basic") return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

/** Returns a check of a request's headers against the token; the user name does not matter. */
export function createTokenCheck(token: string): (headers: IncomingHttpHeaders) => boolean {
  // Digests have one length, so the comparison tells nothing about the length of the token.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(token);
  return (headers) => timingSafeEqual(digest(presentedToken(headers) ?? ""), expected);
}
