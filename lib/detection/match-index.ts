/**
 * Finds the queries that an event may meet: by a value that it must have, by a text that one of its
 * values must hold, or by an attribute that must be there, in this order. Only what requires
 * nothing is tried on every event.
 */
import {
  compilePredicate,
  createGramIndex,
  FREE_TEXT_KEYS,
  type Literal,
  literalOf,
  literalValues,
  type Query,
  type Requirement,
  requirementsOf,
  valueReader,
} from "#lib/query";

type Event = Record<string, unknown>;
type Indexed = { query: { query: Query } };

/** Keys of each kind that are read of an event. */
const KEYS_MAX = 12;
/** Queries that share a value, beyond which a text or an attribute is looked for. */
const CROWD_MAX = 8;

type Choice = { key: string; values: readonly string[] };

const pairOf = (key: string, value: string) => `${key}\n${value}`;
const isFree = (key: string) => key === "";

/** What a query may be found by: exact values of keys. */
function choicesOf(query: Query, requirements: readonly Requirement[]): Choice[] {
  const keys = new Set(requirements.map(({ key }) => key));
  return [...keys].flatMap((key) => {
    const values = key === "" || key === "*" ? undefined : literalValues(query, key);
    return values === undefined ? [] : [{ key, values }];
  });
}

/** The most frequent of keys. */
function mostUsed(keys: readonly string[]): ReadonlySet<string> {
  const uses = [...Map.groupBy(keys, (key) => key)].sort((a, b) => b[1].length - a[1].length);
  return new Set(uses.slice(0, KEYS_MAX).map(([key]) => key));
}

type TextChoice = { key: string; literals: Literal[] };

/** Texts of one key of which a value must hold one, for what no exact value is asked of. */
function textChoicesOf(requirements: readonly Requirement[]): TextChoice[] {
  return requirements.flatMap(({ key, values }) => {
    const isExact = !isFree(key) && values.every(({ kind }) => kind === "text");
    if (key === "*" || isExact) return [];
    const literals = values.map((value) => literalOf(value, isFree(key)));
    if (literals.some((literal) => literal === undefined)) return [];
    return [{ key, literals: literals as Literal[] }];
  });
}

const shortest = ({ literals }: TextChoice) => Math.min(...literals.map(({ text }) => text.length));

/** Reads the texts of a key: for free text those of all its places, in lower case. */
function textsReader(key: string): (event: Event) => readonly string[] {
  if (!isFree(key)) return valueReader(key);
  const readers = FREE_TEXT_KEYS.map((name) => valueReader(`@${name}`));
  return (event) => readers.flatMap((read) => read(event).map((text) => text.toLowerCase()));
}

type Take<Entry> = (entry: Entry) => void;
type Finder<Entry> = (event: Event, take: Take<Entry>) => void;

/** Finds by exact values. */
function byValue<Entry>(key: string, chosen: readonly [Entry, Choice][]): Finder<Entry> {
  const own = new Map<string, Entry[]>();
  for (const [entry, { values }] of chosen)
    for (const value of values) own.set(value, [...(own.get(value) ?? []), entry]);
  const read = valueReader(key);
  return (event, take) => {
    for (const value of read(event)) own.get(value)?.forEach(take);
  };
}

/** Finds by texts within values. */
function byText<Entry>(key: string, chosen: readonly [Entry, TextChoice][]): Finder<Entry> {
  const flat = chosen.flatMap(([entry, { literals }]) =>
    literals.map((literal) => ({ entry, literal })),
  );
  const search = createGramIndex(flat.map(({ literal }) => literal));
  const entries = flat.map(({ entry }) => entry);
  const read = textsReader(key);
  return (event, take) => {
    for (const text of read(event)) search(text, (index) => take(entries[index] as Entry));
  };
}

/** Finds by an attribute that is there. */
function byPresence<Entry>(key: string, entries: readonly Entry[]): Finder<Entry> {
  const span = { start: 0, end: 0 };
  const isThere = compilePredicate({ kind: "term", key, value: { kind: "exists" }, span });
  return (event, take) => {
    if (isThere(event)) entries.forEach(take);
  };
}

/** Makes a finder for each key of what was chosen, and says what is left. */
function assign<Entry, Chosen extends { key: string }>(
  entries: readonly Entry[],
  options: (entry: Entry) => readonly Chosen[],
  choose: (options: readonly Chosen[]) => Chosen | undefined,
  finderOf: (key: string, chosen: readonly [Entry, Chosen][]) => Finder<Entry>,
): { finders: Finder<Entry>[]; left: Entry[] } {
  const all = new Map(entries.map((entry) => [entry, options(entry)]));
  const allowed = mostUsed([...all.values()].flat().map(({ key }) => key));
  const left: Entry[] = [];
  const chosen: [Entry, Chosen][] = [];
  for (const [entry, own] of all) {
    const best = choose(own.filter(({ key }) => allowed.has(key)));
    if (best === undefined) left.push(entry);
    else chosen.push([entry, best]);
  }
  const byKey = Map.groupBy(chosen, ([, { key }]) => key);
  return { finders: [...byKey].map(([key, own]) => finderOf(key, own)), left };
}

/** How many queries have each pair of a key and a value. */
function loadOf(choices: Iterable<readonly Choice[]>): (choice: Choice) => number {
  const load = new Map<string, number>();
  for (const { key, values } of [...choices].flat())
    for (const value of values) {
      const pair = pairOf(key, value);
      load.set(pair, (load.get(pair) ?? 0) + 1);
    }
  return ({ key, values }) =>
    Math.max(0, ...values.map((value) => load.get(pairOf(key, value)) ?? 0));
}

/** Sorts queries into an index; it gives each entry that an event may meet, perhaps repeatedly. */
export function createMatchIndex<Entry extends Indexed>(entries: readonly Entry[]): Finder<Entry> {
  const requirements = new Map(entries.map((entry) => [entry, requirementsOf(entry.query.query)]));
  const choices = new Map(
    [...requirements].map(([entry, own]) => [entry, choicesOf(entry.query.query, own)]),
  );
  const crowd = loadOf(choices.values());
  const rarest = (own: readonly Choice[]) => own.toSorted((a, b) => crowd(a) - crowd(b)).at(0);
  const valuesOf = (entry: Entry) => choices.get(entry) ?? [];
  const rare = assign(
    entries,
    (entry) => valuesOf(entry).filter((choice) => crowd(choice) <= CROWD_MAX),
    rarest,
    byValue<Entry>,
  );
  // What is told apart poorly by a value is looked for by a text first.
  const texts = assign(
    rare.left,
    (entry) => textChoicesOf(requirements.get(entry) ?? []),
    (own) => own.toSorted((a, b) => shortest(b) - shortest(a)).at(0),
    byText<Entry>,
  );
  const crowded = assign(texts.left, valuesOf, rarest, byValue<Entry>);
  const present = assign(
    crowded.left,
    (entry) => (requirements.get(entry) ?? []).filter(({ key }) => key !== "*"),
    (own) => own.at(0),
    (key, chosen) =>
      byPresence(
        key,
        chosen.map(([entry]) => entry),
      ),
  );
  const rest = present.left;
  const finders = [rare, texts, crowded, present].flatMap(({ finders: own }) => own);
  return (event, take) => {
    for (const find of finders) find(event, take);
    for (const entry of rest) take(entry);
  };
}
