/**
 * A pure function of a text that remembers what it gave for those of late: events are about the
 * same files and programs again and again.
 */

export type RememberLimits = {
  /** Results of one generation; twice as many are kept. */
  textsMax: number;
  /** Characters of a text whose result is kept. */
  lengthMax: number;
};

/**
 * The same function. Two generations of results are kept, so that finding one moves nothing; a text
 * that was not asked for while a generation filled up is forgotten.
 */
export function remember<Result extends object>(
  find: (text: string) => Result,
  { textsMax, lengthMax }: RememberLimits,
): (text: string) => Result {
  let recent = new Map<string, Result>();
  let older = recent;
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    if (text.length > lengthMax) return find(text);
    const result = older.get(text) ?? find(text);
    if (recent.size >= textsMax) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, result);
    return result;
  };
}
