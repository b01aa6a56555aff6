/**
 * One collection of documents with a copy in memory. A change goes to the database with its audit
 * row and is in the copy when the call returns; what another process changed is there after the
 * next `refresh`, which asks for one number unless something moved.
 */
import type { Clock } from "#lib/base";
import type { Access, Person } from "#server/access";
import {
  addDocument,
  type Control,
  changeDocument,
  type DocumentRow,
  deleteDocument,
  documentRevision,
  listDocuments,
  listDocumentVersions,
  readDocument,
} from "#server/store";
import { refuseDocument } from "./errors.ts";

/** Attempts of a change that names no version, before others are given way. */
const ATTEMPTS_MAX = 5;

export type Entry<Body> = {
  id: string;
  version: number;
  body: Body;
  createdAt: number;
  /** As the audit trail names people: `user:handle`. */
  createdBy: string;
  updatedAt: number;
  updatedBy: string;
};

export type CollectionOptions = {
  control: Control;
  access: Pick<Access, "audit">;
  clock: Clock;
  /** Name in the database. */
  name: string;
  /** What one of them is called in sentences and in the audit trail. */
  noun: string;
  /** Live documents. */
  max: number;
};

export type Collection<Body extends object> = ReturnType<typeof openCollection<Body>>;

/** A collection whose copy is empty until `refresh`. What was stored is not checked again. */
export function openCollection<Body extends object>(options: CollectionOptions) {
  const { control, name: collection, noun, max } = options;
  const listeners = new Set<() => void>();
  let entries = new Map<string, Entry<Body>>();
  let revision = -1;

  /** Reads everything again when something changed since; true when it did. */
  async function refresh(): Promise<boolean> {
    const current = await documentRevision(control.db, collection);
    if (current === revision) return false;
    const rows = await listDocuments(control.db, collection);
    // Another refresh was faster and knows more.
    if (current < revision) return false;
    entries = new Map(rows.map((row) => [row.id, entryOf<Body>(row)]));
    // The older number: what changed between the two reads is read once more, not missed.
    revision = current;
    for (const listener of listeners) listener();
    return true;
  }

  function need(id: string): Entry<Body> {
    const entry = entries.get(id);
    if (entry === undefined) throw unknown(noun, id);
    return entry;
  }

  const writer = createWriter<Body>(options);
  return {
    refresh,
    /** Throws DOCUMENT_UNKNOWN. */
    need,
    /** The refusal of a change that was made from another version. */
    conflict: (current: number, given: number) => conflict(noun, current, given),
    list: (): Entry<Body>[] => [...entries.values()],
    get: (id: string): Entry<Body> | undefined => entries.get(id),

    /** Hears of every change, from whichever process; returns how to stop hearing. */
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Throws DOCUMENTS_TOO_MANY and DOCUMENT_BUSY. */
    async create(person: Person, id: string, body: Body): Promise<Entry<Body>> {
      if (entries.size >= max) throw refuseDocument("DOCUMENTS_TOO_MANY", { noun, max });
      await writer.add(person, id, body);
      await refresh();
      return need(id);
    },

    /**
     * Makes the next version of what `next` makes of the newest. With `expected`, only from that
     * version. Throws DOCUMENT_UNKNOWN, DOCUMENT_VERSION_CONFLICT, DOCUMENT_BUSY, and what `next`
     * throws.
     */
    async change(
      person: Person,
      id: string,
      next: (entry: Entry<Body>) => Body,
      expected?: number,
    ): Promise<Entry<Body>> {
      await writer.change(person, id, next, expected);
      await refresh();
      return need(id);
    },

    /** Throws DOCUMENT_UNKNOWN. */
    async remove(person: Person, id: string): Promise<void> {
      await writer.remove(person, id);
      await refresh();
    },

    /** Versions of a document that exists, oldest first. Throws DOCUMENT_UNKNOWN. */
    async history(id: string): Promise<Entry<Body>[]> {
      const { createdAt, createdBy } = need(id);
      const rows = await listDocumentVersions(control.db, { collection, id });
      return rows.reverse().map(({ version, body, at, actor }) => ({
        ...{ id, version, body: JSON.parse(body) as Body, createdAt, createdBy },
        ...{ updatedAt: Number(at), updatedBy: actor },
      }));
    },
  };
}

function unknown(noun: string, id: string) {
  return refuseDocument("DOCUMENT_UNKNOWN", { noun, id: id.slice(0, 64) });
}

function conflict(noun: string, current: number, given: number) {
  return refuseDocument("DOCUMENT_VERSION_CONFLICT", { noun, current, given });
}

/** Changes of the database, each with its audit row. */
function createWriter<Body extends object>(options: CollectionOptions) {
  const { control, access, clock, name: collection, noun } = options;
  const kind = noun.replaceAll(" ", "_");

  function changeOf(person: Person, id: string, verb: string, body: object) {
    const actor = `user:${person.handle}`;
    const detail = body as Readonly<Record<string, unknown>>;
    const audit = access.audit(person, `${kind}.${verb}`, `${kind}:${id}`, detail);
    return { collection, id, body: detail, actor, at: clock(), audit };
  }

  return {
    async add(person: Person, id: string, body: Body): Promise<void> {
      const made = changeOf(person, id, "create", body);
      if (!(await control.transaction((trx) => addDocument(trx, made))))
        throw refuseDocument("DOCUMENT_BUSY", { noun });
    },

    async change(
      person: Person,
      id: string,
      next: (entry: Entry<Body>) => Body,
      expected: number | undefined,
    ): Promise<void> {
      for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        const row = await readDocument(control.db, { collection, id });
        if (row === undefined) throw unknown(noun, id);
        const { version } = row;
        if (expected !== undefined && expected !== version) throw conflict(noun, version, expected);
        const made = changeOf(person, id, "update", next(entryOf<Body>(row)));
        const write = { ...made, expected: version };
        if (await control.transaction((trx) => changeDocument(trx, write))) return;
      }
      throw refuseDocument("DOCUMENT_BUSY", { noun });
    },

    async remove(person: Person, id: string): Promise<void> {
      const { body: _, ...made } = changeOf(person, id, "delete", {});
      if (!(await control.transaction((trx) => deleteDocument(trx, made)))) throw unknown(noun, id);
    },
  };
}

function entryOf<Body>(row: DocumentRow): Entry<Body> {
  return {
    id: row.id,
    version: row.version,
    body: JSON.parse(row.body) as Body,
    createdAt: Number(row.created_at),
    createdBy: row.created_by,
    updatedAt: Number(row.updated_at),
    updatedBy: row.updated_by,
  };
}
