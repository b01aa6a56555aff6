/** One row of a table: a field for each column. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { Table } from "#lib/protocol";
import { putRow, tableRowQuery, tablesQuery } from "../../api/tables.ts";
import { BesideHead } from "../../ui/beside-head.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";
import "../../ui/form/form.css";

const VALUE_CHARACTERS_MAX = 1024;
/** What an INT32 column takes. */
const INTEGER = "-?[0-9]{1,10}";

type Values = Readonly<Record<string, string>>;
type FieldsParts = { table: Table; rowKey: string | undefined; start: Values; onClose: () => void };

function RowFields({ table, rowKey, start, onClose }: FieldsParts) {
  const text = useText();
  const id = useId();
  const tell = useTell();
  const client = useQueryClient();
  const [values, setValues] = useState(start);
  const [isBusy, setBusy] = useState(false);
  const { fields, primary_keys } = table.attributes.schema;
  const [key = ""] = primary_keys;
  const save = async () => {
    setBusy(true);
    try {
      await putRow(table.id, values[key] ?? "", values);
      await client.invalidateQueries({ queryKey: tablesQuery.queryKey });
      tell.done(text("tables.saved"));
      onClose();
    } catch (error) {
      tell.failed(error);
      setBusy(false);
    }
  };
  return (
    <form
      className="beside-form"
      data-testid="row-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <BesideHead onClose={onClose}>
        <h2>
          {rowKey === undefined ? text("tables.newRow") : text("tables.editRow", { key: rowKey })}
        </h2>
      </BesideHead>
      {fields.map(({ name, type }) => (
        <div key={name} className="field">
          <label htmlFor={`${id}-${name}`}>
            {name} <span className="faint">{text(`tables.types.${type}`)}</span>
          </label>
          <input
            id={`${id}-${name}`}
            className="mono"
            value={values[name] ?? ""}
            maxLength={VALUE_CHARACTERS_MAX}
            autoComplete="off"
            spellCheck={false}
            required={name === key}
            disabled={name === key && rowKey !== undefined}
            {...(type === "INT32" && { inputMode: "numeric", pattern: INTEGER })}
            onChange={({ currentTarget: { value } }) => setValues({ ...values, [name]: value })}
            data-testid={`value-${name}`}
          />
          {name === key && rowKey !== undefined && (
            <span className="dim field-note">{text("tables.keyFixed")}</span>
          )}
        </div>
      ))}
      <div className="dialog-actions">
        <Button type="submit" size="xs" loading={isBusy} data-testid="row-save">
          {text("tables.save")}
        </Button>
      </div>
    </form>
  );
}

type RowFormParts = Omit<FieldsParts, "start">;

function KnownRow({ rowKey, ...parts }: RowFormParts & { rowKey: string }) {
  const text = useText();
  const answer = useQuery(tableRowQuery(parts.table.id, rowKey));
  if (answer.isError)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isPending) return <Loading />;
  if (!answer.data) return <Empty icon={null} title={text("tables.rowGone")} />;
  return <RowFields {...parts} rowKey={rowKey} start={answer.data.attributes.values} />;
}

export function RowForm({ rowKey, ...parts }: RowFormParts) {
  if (rowKey === undefined) return <RowFields {...parts} rowKey={rowKey} start={{}} />;
  return <KnownRow {...parts} rowKey={rowKey} />;
}
