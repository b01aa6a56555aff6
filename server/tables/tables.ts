/**
 * Reference tables. What is said of a table is a document, so that it has versions, an audit trail
 * and is noticed by other servers; its rows are beside it and change with it in one transaction. A
 * copy of all rows is in memory, for detection asks them for each event.
 */
import type { Clock } from "#lib/base";
import type { ReferenceTables, RuleDiagnostic } from "#lib/detection";
import type {
  DetectionRule,
  Table,
  TableCreate,
  TableField,
  TableListQuery,
  TableRow,
  TableUpdate,
} from "#lib/protocol";
import type { Access, Person, RandomBytes } from "#server/access";
import {
  type Collection,
  createId,
  type Entry,
  openCollection,
  refuseDocument,
} from "#server/documents";
import {
  addDocument,
  type Control,
  type ControlTransaction,
  changeDocument,
  deleteDocument,
  deleteReferenceRows,
  listDocuments,
  listReferenceRows,
  type ReferenceRow,
  readReferenceRows,
  referenceSize,
  upsertReferenceRows,
} from "#server/store";
import { checkColumns, fileRows, type KeyedRow, keyedRow } from "./content.ts";
import { refuseTable } from "./errors.ts";
import { TABLE_ROWS_MAX, TABLES_CHARACTERS_MAX, TABLES_MAX } from "./limits.ts";
import { openUploads } from "./uploads.ts";

const COLLECTION = "reference_tables";
const ROWS_PAGE = 1000;

type Body = {
  table_name: string;
  description: string;
  tags: string[];
  fields: TableField[];
  primaryKey: string;
  rows: number;
  characters: number;
};

export type TablesOptions = {
  control: Control;
  access: Pick<Access, "audit">;
  clock: Clock;
  random: RandomBytes;
};

export type Tables = ReturnType<typeof openTables>;
type RowsAsk = { after: string | undefined; limit: number; contains?: string | undefined };
type Held = { version: number; rows: Readonly<Record<string, string>>[] };

/** Tables whose copy is empty until `refresh`. */
export function openTables(options: TablesOptions) {
  const { control, random } = options;
  const documents = openCollection<Body>({
    ...{ ...options, name: COLLECTION, noun: "reference table", max: TABLES_MAX },
  });
  const uploads = openUploads(options);
  const write = writerOf(options);
  const held = new Map<string, Held>();
  const listeners = new Set<() => void>();

  /** Reads the rows of the tables that changed. */
  async function refresh(): Promise<boolean> {
    const isMoved = await documents.refresh();
    let isRead = isMoved;
    for (const { id, version } of documents.list())
      if (held.get(id)?.version !== version) {
        held.set(id, { version, rows: await readAll(control, id) });
        isRead = true;
      }
    for (const id of held.keys()) if (documents.get(id) === undefined) held.delete(id);
    if (isRead) for (const listener of listeners) listener();
    return isRead;
  }

  const byName = (name: string) =>
    documents.list().find(({ body: { table_name: known } }) => known === name);

  const parts: Parts = { control, random, documents, uploads, write, refresh, byName };
  return {
    uploads,
    refresh,
    onChange: (listener: () => void) => void listeners.add(listener),
    /** Throws DOCUMENT_UNKNOWN. */
    get: (id: string): Table => tableOf(documents.need(id)),

    list(query: TableListQuery): Table[] {
      const { "page[limit]": limit = 15, "page[offset]": offset = 0 } = query;
      const exact = query["filter[table_name][exact]"];
      const part = query["filter[table_name][contains]"] ?? "";
      return documents
        .list()
        .map(tableOf)
        .filter(({ attributes: { table_name: name } }) => name.includes(part))
        .filter(({ attributes: { table_name: name } }) => exact === undefined || name === exact)
        .sort((a, b) => (a.attributes.table_name < b.attributes.table_name ? -1 : 1))
        .slice(offset, offset + limit);
    },

    /** All rows by name of the table, as detection asks them. */
    settings(): ReferenceTables {
      const entries = documents.list();
      return new Map(
        entries.map(({ id, body }) => [body.table_name, held.get(id)?.rows ?? []] as const),
      );
    },

    /** Tables and columns that a rule names and that are not there. */
    faultsOf({ referenceTables = [] }: Pick<DetectionRule, "referenceTables">): RuleDiagnostic[] {
      return referenceTables.flatMap(({ tableName, columnName }, at) => {
        const body = byName(tableName)?.body;
        const path = `referenceTables[${at}]`;
        if (body === undefined) return [missing(`${path}.tableName`, `table ${tableName}`)];
        if (body.fields.some(({ name }) => name === columnName)) return [];
        return [missing(`${path}.columnName`, `column ${columnName} in ${tableName}`)];
      });
    },
    ...changesOf(parts),
    ...rowsOf(parts),
  };
}

type Parts = Pick<TablesOptions, "control" | "random"> & {
  documents: Collection<Body>;
  uploads: ReturnType<typeof openUploads>;
  write: ReturnType<typeof writerOf>;
  refresh(): Promise<boolean>;
  byName(name: string): Entry<Body> | undefined;
};

/** What people do to tables. */
function changesOf({ random, documents, uploads, write, refresh, byName }: Parts) {
  return {
    /** Throws TABLE_* and DOCUMENTS_TOO_MANY. */
    async create(person: Person, given: TableCreate): Promise<Table> {
      const { table_name: name, schema, file_metadata: file } = given;
      if (byName(name) !== undefined) throw refuseTable("TABLE_NAME_TAKEN", { name });
      if (documents.list().length >= TABLES_MAX)
        throw refuseDocument("DOCUMENTS_TOO_MANY", { noun: "reference table", max: TABLES_MAX });
      const columns = checkColumns(schema.fields, schema.primary_keys);
      const rows = file === undefined ? [] : fileRows(columns, await uploads.read(file.upload_id));
      const id = createId(random);
      const { description = "", tags = [] } = given;
      const { primaryKey } = columns;
      const said = { table_name: name, description, tags, fields: schema.fields, primaryKey };
      await write.add(person, id, { ...said, rows: 0, characters: 0 }, async (trx) => {
        await upsertReferenceRows(trx, id, rows);
        if (file !== undefined) await uploads.forget(trx, file.upload_id);
      });
      await refresh();
      return tableOf(documents.need(id));
    },

    /** A file takes the place of all rows. Throws DOCUMENT_UNKNOWN and TABLE_*. */
    async update(person: Person, id: string, given: TableUpdate): Promise<Table> {
      const { body } = documents.need(id);
      const { schema, file_metadata: file } = given;
      if (schema !== undefined && file === undefined)
        throw refuseTable("TABLE_INVALID", { reason: "other columns come with a file of them" });
      const { fields, primary_keys: keys } = schema ?? {
        fields: body.fields,
        primary_keys: [body.primaryKey],
      };
      const columns = checkColumns(fields, keys);
      const rows = file && fileRows(columns, await uploads.read(file.upload_id));
      const next = (known: Body): Body => ({
        ...known,
        ...{ fields, primaryKey: columns.primaryKey },
        description: given.description ?? known.description,
        tags: given.tags ?? known.tags,
      });
      await write.change(person, documents.need(id), next, async (trx) => {
        if (rows === undefined || file === undefined) return;
        await deleteReferenceRows(trx, id);
        await upsertReferenceRows(trx, id, rows);
        await uploads.forget(trx, file.upload_id);
      });
      await refresh();
      return tableOf(documents.need(id));
    },

    /** Throws DOCUMENT_UNKNOWN, and TABLE_IN_USE when one of the rules names it. */
    async remove(person: Person, id: string, rules: readonly DetectionRule[]): Promise<void> {
      const { body } = documents.need(id);
      const { table_name: name } = body;
      const using = rules.filter((rule) =>
        (rule.referenceTables ?? []).some(({ tableName }) => tableName === name),
      );
      const ids = using.map((rule) => rule.id).slice(0, 10);
      if (ids.length > 0) throw refuseTable("TABLE_IN_USE", { name, rules: ids.join(", ") });
      await write.remove(person, id);
      await refresh();
    },
  };
}

/** What people do to their rows. */
function rowsOf({ control, documents, write, refresh }: Parts) {
  return {
    /** Throws DOCUMENT_UNKNOWN. */
    async rows(id: string, keys: readonly string[]): Promise<TableRow[]> {
      documents.need(id);
      if (keys.length === 0) return [];
      return (await readReferenceRows(control, id, keys)).map(rowOf);
    },

    /**
     * A page of the rows, by key, of which a value holds a text in any case; `next` is where the
     * next page begins. Throws DOCUMENT_UNKNOWN.
     */
    async page(id: string, { after, limit, contains = "" }: RowsAsk) {
      documents.need(id);
      const found =
        contains === ""
          ? await listReferenceRows(control, id, { after, limit: limit + 1 })
          : await findRows(control, id, { after, limit: limit + 1, contains });
      const rows = found.slice(0, limit);
      return {
        rows: rows.map(rowOf),
        next: found.length > limit ? rows.at(-1)?.row_key : undefined,
      };
    },

    /** Throws DOCUMENT_UNKNOWN, TABLE_ROW_INVALID and TABLE_TOO_LARGE. */
    async upsert(
      person: Person,
      id: string,
      given: readonly { id: string; values: Readonly<Record<string, unknown>> }[],
    ): Promise<void> {
      const entry = documents.need(id);
      const { fields, primaryKey } = entry.body;
      const rows = given.map(({ id: key, values }): KeyedRow => {
        const whole = { [primaryKey]: key, ...values };
        const row = keyedRow({ fields, primaryKey }, whole, key.slice(0, 64));
        const reason = `its ${primaryKey} is not its id`;
        if (row.key !== key) throw refuseTable("TABLE_ROW_INVALID", { row: key, reason });
        return row;
      });
      const same = (body: Body) => body;
      await write.change(person, entry, same, (trx) => upsertReferenceRows(trx, id, rows));
      await refresh();
    },

    /** Rows that are not there are left out. Throws DOCUMENT_UNKNOWN. */
    async removeRows(person: Person, id: string, keys: readonly string[]): Promise<void> {
      const entry = documents.need(id);
      const same = (body: Body) => body;
      await write.change(person, entry, same, (trx) => deleteReferenceRows(trx, id, keys));
      await refresh();
    },
  };
}

function missing(path: string, what: string): RuleDiagnostic {
  const code = path.endsWith("tableName") ? "RULE_TABLE_UNKNOWN" : "RULE_COLUMN_UNKNOWN";
  const why = "The rule could not tell whether a value is in it.";
  const known = "Make it first, or name one that exists.";
  return {
    ...{ path, code, severity: "error", span: { start: 0, end: 0 } },
    ...{ what: `There is no ${what}.`, why, do: known },
  };
}

/** Writes of a table and its rows together, within what tables may hold. */
function writerOf({ control, access, clock }: TablesOptions) {
  const changeOf = (person: Person, id: string, verb: string, body: Body) => ({
    ...{ collection: COLLECTION, id, body, actor: `user:${person.handle}`, at: clock() },
    audit: access.audit(person, `reference_table.${verb}`, `reference_table:${id}`, body),
  });

  /** Counts the rows anew; throws TABLE_TOO_LARGE, which rolls everything back. */
  async function settle(trx: ControlTransaction, id: string): Promise<Partial<Body>> {
    const { rows, characters } = await referenceSize(trx, id);
    if (rows > TABLE_ROWS_MAX)
      throw refuseTable("TABLE_TOO_LARGE", { max: TABLE_ROWS_MAX, what: "rows in a table" });
    const all = await referenceSize(trx);
    if (all.characters > TABLES_CHARACTERS_MAX)
      throw refuseTable("TABLE_TOO_LARGE", {
        ...{ max: TABLES_CHARACTERS_MAX, what: "characters in all tables" },
      });
    return { rows, characters };
  }

  /** After the document was added, which has other servers wait: theirs is seen, or sees this. */
  async function needUnique(trx: ControlTransaction, name: string): Promise<void> {
    const rows = await listDocuments(trx, COLLECTION);
    const same = rows.filter(({ body }) => (JSON.parse(body) as Body).table_name === name);
    if (same.length > 1) throw refuseTable("TABLE_NAME_TAKEN", { name });
  }

  type Rows = (trx: ControlTransaction) => Promise<void>;
  const busy = () => refuseDocument("DOCUMENT_BUSY", { noun: "reference table" });
  return {
    async add(person: Person, id: string, body: Body, rows: Rows): Promise<void> {
      await control.transaction(async (trx) => {
        await rows(trx);
        const made = { ...body, ...(await settle(trx, id)) };
        if (!(await addDocument(trx, changeOf(person, id, "create", made)))) throw busy();
        await needUnique(trx, body.table_name);
      });
    },

    async remove(person: Person, id: string): Promise<void> {
      const { body: _, ...made } = changeOf(person, id, "delete", {} as Body);
      await control.transaction(async (trx) => {
        if (!(await deleteDocument(trx, made))) throw busy();
        await deleteReferenceRows(trx, id);
      });
    },

    async change(
      person: Person,
      { id, version, body }: Entry<Body>,
      next: (body: Body) => Body,
      rows: Rows,
    ): Promise<void> {
      await control.transaction(async (trx) => {
        await rows(trx);
        const made = { ...next(body), ...(await settle(trx, id)) };
        const change = { ...changeOf(person, id, "update", made), expected: version };
        if (!(await changeDocument(trx, change))) throw busy();
      });
    },
  };
}

function holds({ body }: ReferenceRow, wanted: string): boolean {
  const values = Object.values(JSON.parse(body) as Record<string, string>);
  return values.some((value) => value.toLowerCase().includes(wanted));
}

/** Rows are looked through a page at a time: their columns are only known once they are read. */
async function findRows(
  control: Control,
  id: string,
  { after: start, limit, contains }: RowsAsk & { contains: string },
): Promise<ReferenceRow[]> {
  const wanted = contains.toLowerCase();
  const found: ReferenceRow[] = [];
  let after = start;
  for (;;) {
    const page = await listReferenceRows(control, id, { after, limit: ROWS_PAGE });
    found.push(...page.filter((row) => holds(row, wanted)));
    after = page.at(-1)?.row_key;
    if (found.length >= limit || page.length < ROWS_PAGE) return found.slice(0, limit);
  }
}

async function readAll(control: Control, id: string): Promise<Held["rows"]> {
  const rows: Held["rows"] = [];
  let after: string | undefined;
  for (;;) {
    const page = await listReferenceRows(control, id, { after, limit: ROWS_PAGE });
    for (const { body } of page) rows.push(JSON.parse(body) as Record<string, string>);
    after = page.at(-1)?.row_key;
    if (page.length < ROWS_PAGE) return rows;
  }
}

function rowOf({ row_key: id, body }: ReferenceRow): TableRow {
  return { id, type: "row", attributes: { values: JSON.parse(body) as Record<string, string> } };
}

function tableOf({ id, body, createdBy, updatedBy, updatedAt }: Entry<Body>): Table {
  const { table_name, description, tags, fields, primaryKey, rows } = body;
  return {
    id,
    type: "reference_table",
    attributes: {
      ...{ table_name, description, tags, source: "LOCAL_FILE", status: "DONE" },
      schema: { fields, primary_keys: [primaryKey] },
      row_count: rows,
      created_by: createdBy.replace(/^user:/, ""),
      last_updated_by: updatedBy.replace(/^user:/, ""),
      updated_at: new Date(updatedAt).toISOString(),
    },
  };
}
