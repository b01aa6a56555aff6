/**
 * A pure function of a text that remembers what it gave for those of late: events are about the
 * same files and programs again and again.
 */
import { REMEMBERED_LENGTH_MAX, REMEMBERED_TEXTS_MAX } from "./limits.ts";

/**
 * The same function. Two generations of results are kept, so that finding one moves nothing; a text
 * that was not asked for while a generation filled up is forgotten. Long texts are not kept.
 */
export function remember<Result extends object>(
  find: (text: string) => Result,
): (text: string) => Result {
  let recent = new Map<string, Result>();
  let older = recent;
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    if (text.length > REMEMBERED_LENGTH_MAX) return find(text);
    const result = older.get(text) ?? find(text);
    if (recent.size >= REMEMBERED_TEXTS_MAX) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, result);
    return result;
  };
}
