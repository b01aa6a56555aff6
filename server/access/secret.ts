/**
 * Random tokens and how they are kept. A random token needs no slow hash: SHA-256 of 128 bits
 * cannot be guessed.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Source of unpredictable bytes; a parameter so that tests can name the tokens. */
export type RandomBytes = (length: number) => Buffer;

export const randomSecretBytes: RandomBytes = (length) => randomBytes(length);

/** What the database keeps of a token: hexadecimal SHA-256. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/**
 * Compares two secrets in a time that tells nothing about where they differ, nor about their
 * lengths.
 */
export function isSameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(left), digest(right));
}
