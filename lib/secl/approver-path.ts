/**
 * Names that every path matching a text must hold: its last segment, the directory that holds the
 * file, or a directory above it. Paths are clean, as the kernel and the agent give them: absolute,
 * or one bare name, without empty segments.
 */
import type { StringTest } from "./tree.ts";

/** Where a name stands: the last segment, the one before it, or any before the last. */
export type NamePlace = "basename" | "folder" | "above";

export type ApprovedName = { place: NamePlace; name: string };

/** Names that a matching path is sure to hold; none when nothing is sure. */
export function namesOf({ form, text }: StringTest, isPath: boolean): ApprovedName[] {
  if (form === "regexp") return [];
  if (!isPath) return isFixed(text) || form === "equal" ? named("basename", text) : [];
  if (form === "equal") return named("basename", text.slice(text.lastIndexOf("/") + 1));
  const segments = text.split("/");
  const across = segments.indexOf("**");
  /* A segment comes after `**` in every match: what is before it lies above the file. */
  const before = across === -1 ? [] : segments.slice(0, across);
  const after = across === -1 ? segments : segments.slice(across + 1);
  return [
    ...fixed("basename", after.slice(-1)),
    ...fixed("folder", after.slice(-2, -1)),
    ...fixed("above", [...before, ...after.slice(0, -1)]),
  ];
}

function isFixed(segment: string): boolean {
  return !segment.includes("*");
}

function named(place: NamePlace, name: string): ApprovedName[] {
  return name === "" ? [] : [{ place, name }];
}

function fixed(place: NamePlace, segments: readonly string[]): ApprovedName[] {
  return segments.filter(isFixed).flatMap((name) => named(place, name));
}
