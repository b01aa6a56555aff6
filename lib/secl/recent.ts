/**
 * The most recently used values under text keys, within two maxima: how many, and how long their
 * keys are together.
 */

export type Recent<Value> = {
  /** The value under a key, made when it is not there; the least recently used makes room. */
  take(key: string, make: () => Value): Value;
  readonly size: number;
};

/** Keeps at most `entriesMax` values whose keys have at most `charactersMax` UTF-16 units. */
export function createRecent<Value>(entriesMax: number, charactersMax: number): Recent<Value> {
  const entries = new Map<string, { value: Value }>();
  let characters = 0;
  return {
    get size() {
      return entries.size;
    },
    take(key, make) {
      const found = entries.get(key);
      if (found !== undefined) {
        entries.delete(key);
        entries.set(key, found);
        return found.value;
      }
      const value = make();
      entries.set(key, { value });
      characters += key.length;
      for (const [oldest] of entries) {
        if (entries.size <= entriesMax && characters <= charactersMax) break;
        entries.delete(oldest);
        characters -= oldest.length;
      }
      return value;
    },
  };
}
