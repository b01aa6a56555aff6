/** A CSV file on its way to a table: its columns and first rows, then how far it is sent. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { Table as ReferenceTable, TableField } from "#lib/protocol";
import { putTable, tablesQuery } from "../../api/tables.ts";
import { Banner } from "../../ui/banner.tsx";
import { BesideHead } from "../../ui/beside-head.tsx";
import { describeFailure } from "../../ui/failure-view.tsx";
import { formatBytes } from "../../ui/format.ts";
import { Progress } from "../../ui/progress.tsx";
import { Table } from "../../ui/table.tsx";
import { useTell } from "../../ui/tell.ts";
import { type Text, useText } from "../../ui/text/index.tsx";
import { type FileFault, type FileHead, readFileHead } from "./read-file.ts";
import "../../ui/form/form.css";

const NAME = /^[\w.-]{1,128}$/;
const TYPES = ["STRING", "INT32"] as const;
type FieldType = TableField["type"];

type FileFormParts = {
  /** The table whose rows the file replaces; a new one is made without. */
  table?: ReferenceTable;
  tables?: readonly ReferenceTable[];
  onClose: () => void;
};

type Chosen = { file: File; head: FileHead };

function faultText(fault: FileFault, file: File, text: Text): string {
  if (fault.kind === "tooLarge")
    return text("tables.fileTooLarge", { size: formatBytes(file.size) });
  if (fault.kind === "notUtf8") return text("tables.fileNotUtf8");
  if (fault.kind === "empty") return text("tables.fileEmpty");
  return text("tables.fileUnreadable", { line: fault.line, reason: fault.reason });
}

/** What the form says, and sending it. */
function useFileForm({ table, onClose }: FileFormParts) {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const tell = useTell();
  const [chosen, setChosen] = useState<Chosen>();
  const [fault, setFault] = useState("");
  const [name, setName] = useState(table?.attributes.table_name ?? "");
  const [description, setDescription] = useState(table?.attributes.description ?? "");
  const [key, setKey] = useState(table?.attributes.schema.primary_keys[0] ?? "");
  const [types, setTypes] = useState<Readonly<Record<string, FieldType>>>(() =>
    Object.fromEntries(
      (table?.attributes.schema.fields ?? []).map((each) => [each.name, each.type]),
    ),
  );
  const [sent, setSent] = useState<number>();
  const [refusal, setRefusal] = useState<unknown>();

  const choose = async (file: File | undefined) => {
    setRefusal(undefined);
    setChosen(undefined);
    if (!file) return;
    const head = await readFileHead(file);
    if ("kind" in head) return setFault(faultText(head, file, text));
    setFault("");
    setChosen({ file, head });
    if (name === "") setName(file.name.replace(/\.csv$/i, "").replaceAll(/[^\w.-]/g, "_"));
    if (!head.columns.includes(key)) setKey(head.columns[0] ?? "");
  };
  const send = async () => {
    if (!chosen) return;
    setSent(0);
    setRefusal(undefined);
    try {
      const fields = chosen.head.columns.map((each) => ({
        name: each,
        type: types[each] ?? ("STRING" as const),
      }));
      const made = await putTable(table, {
        ...{ file: chosen.file, name, description, onProgress: setSent },
        schema: { fields, primary_keys: [key] },
      });
      await client.invalidateQueries({ queryKey: tablesQuery.queryKey });
      const { table_name, row_count } = made.attributes;
      tell.done(text("tables.made", { name: table_name, count: row_count }));
      if (table) onClose();
      else await navigate({ to: "/tables/$tableId", params: { tableId: made.id } });
    } catch (error) {
      setRefusal(error);
    }
    setSent(undefined);
  };
  return {
    ...{ chosen, fault, name, setName, description, setDescription, key, setKey },
    ...{ types, setTypes, sent, refusal, choose, send },
  };
}

type FormState = ReturnType<typeof useFileForm>;

function Columns({ form, head }: { form: FormState; head: FileHead }) {
  const text = useText();
  const id = useId();
  const { key, setKey, types, setTypes } = form;
  const columns = head.columns.map((name, at) => ({
    name,
    head: (
      <>
        {name}
        <select
          className="field-select"
          aria-label={text("tables.columnType", { name })}
          value={types[name] ?? "STRING"}
          onChange={({ currentTarget: { value } }) =>
            setTypes({ ...types, [name]: value as FieldType })
          }
        >
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {text(`tables.types.${type}`)}
            </option>
          ))}
        </select>
      </>
    ),
    cell: ({ row }: { row: string[] }) => row[at],
  }));
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{text("tables.key")}</label>
        <select id={id} value={key} onChange={(event) => setKey(event.currentTarget.value)}>
          {head.columns.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <section>
        <h3>{text("tables.preview")}</h3>
        <Table
          label={text("tables.preview")}
          columns={columns}
          rows={head.rows.map((row, at) => ({ row, id: String(at) }))}
          idOf={(each) => each.id}
          testId="preview-row"
        />
      </section>
    </>
  );
}

function Sending({ form }: { form: FormState }) {
  const text = useText();
  const { sent, refusal } = form;
  if (sent !== undefined)
    return (
      <p role="status" className="dim" data-testid="sending">
        <Progress share={sent} label={text("tables.sending")} />{" "}
        {text(sent < 1 ? "tables.sending" : "tables.checking")}
      </p>
    );
  if (refusal === undefined) return null;
  const { message, hint } = describeFailure(refusal, text);
  return (
    <div role="alert" data-testid="file-refused">
      <Banner tone="bad" title={text("tables.refused")}>
        {message} {hint}
      </Banner>
    </div>
  );
}

function NameFields({ form, parts }: { form: FormState; parts: FileFormParts }) {
  const text = useText();
  const id = useId();
  const { name, setName, description, setDescription } = form;
  const isTaken = parts.tables?.some(({ attributes }) => attributes.table_name === name);
  const isWrong = name !== "" && !NAME.test(name);
  return (
    <>
      {!parts.table && (
        <div className="field">
          <label htmlFor={`${id}-name`}>{text("tables.name")}</label>
          <input
            id={`${id}-name`}
            className="mono"
            value={name}
            placeholder={text("tables.nameHint")}
            autoComplete="off"
            aria-invalid={isWrong || isTaken}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="table-name"
          />
          {isWrong && <span className="field-fault">{text("tables.nameRule")}</span>}
          {isTaken && <span className="field-fault">{text("tables.nameTaken")}</span>}
        </div>
      )}
      <div className="field">
        <label htmlFor={`${id}-description`}>{text("tables.description")}</label>
        <input
          id={`${id}-description`}
          value={description}
          maxLength={1000}
          autoComplete="off"
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </div>
    </>
  );
}

export function FileForm(parts: FileFormParts) {
  const text = useText();
  const id = useId();
  const { table, tables, onClose } = parts;
  const form = useFileForm(parts);
  const isTaken = tables?.some(({ attributes }) => attributes.table_name === form.name);
  const canSend = form.chosen && NAME.test(form.name) && !isTaken && form.sent === undefined;
  return (
    <form
      className="beside-form"
      data-testid="file-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend) void form.send();
      }}
    >
      <BesideHead onClose={onClose}>
        <h2>{text(table ? "tables.replaceForm" : "tables.form")}</h2>
      </BesideHead>
      {table && (
        <p className="dim">{text("tables.replaceText", { count: table.attributes.row_count })}</p>
      )}
      <div className="field">
        <label htmlFor={id}>{text("tables.file")}</label>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv"
          aria-describedby={`${id}-hint`}
          aria-invalid={form.fault !== ""}
          onChange={(event) => void form.choose(event.currentTarget.files?.[0])}
          data-testid="table-file"
        />
        <span id={`${id}-hint`} className="dim field-note">
          {text("tables.fileHint")}
        </span>
        {form.fault !== "" && (
          <span className="field-fault" role="alert" data-testid="file-fault">
            {form.fault}
          </span>
        )}
      </div>
      <NameFields form={form} parts={parts} />
      {form.chosen && <Columns form={form} head={form.chosen.head} />}
      <Sending form={form} />
      <div className="dialog-actions">
        <Button
          type="submit"
          size="xs"
          disabled={!canSend}
          loading={form.sent !== undefined}
          data-testid="table-send"
        >
          {text(table ? "tables.replace" : "tables.upload")}
        </Button>
      </div>
    </form>
  );
}
