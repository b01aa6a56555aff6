/** Menus of the explorer: which columns are shown, and saving what was found as a file. */
import { Menu } from "@mantine/core";
import { IconCheck, IconColumns3, IconDownload, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { RECORDS_EXPORT_MAX } from "#lib/protocol";
import { exportAddress } from "../../api/records.ts";
import { clock } from "../../ui/clock.ts";
import { formatCount } from "../../ui/format.ts";
import { useText } from "../../ui/text/index.tsx";
import { COLUMNS_MAX, DEFAULT_COLUMNS, type LogsView, questionOf } from "./search.ts";

const USUAL = ["host", "service", "source", "status", "message"];
const PROPOSED_MAX = 12;

type ColumnMenuParts = {
  columns: readonly string[];
  keys: readonly string[];
  onColumns: (columns: readonly string[]) => void;
};

export function ColumnMenu({ columns, keys, onColumns }: ColumnMenuParts) {
  const text = useText();
  const [draft, setDraft] = useState("");
  const wanted = draft.trim();
  const isFull = columns.length >= COLUMNS_MAX;
  const toggle = (key: string) =>
    onColumns(columns.includes(key) ? columns.filter((each) => each !== key) : [...columns, key]);
  const proposed = [...new Set([...columns, ...USUAL, ...keys])]
    .filter((key) => key.toLowerCase().includes(wanted.toLowerCase()))
    .slice(0, PROPOSED_MAX);
  const own = wanted !== "" && !proposed.includes(wanted) ? [wanted] : [];
  return (
    <Menu position="bottom-end" closeOnItemClick={false} onClose={() => setDraft("")}>
      <Menu.Target>
        <button type="button" className="tool-button" data-testid="columns">
          <IconColumns3 size={15} stroke={1.6} aria-hidden /> <span>{text("logs.columns")}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <input
          className="key-input menu-input"
          value={draft}
          placeholder={text("logs.columnAdd")}
          aria-label={text("logs.columnAdd")}
          spellCheck={false}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
        {[...own, ...proposed].map((key) => {
          const isShown = columns.includes(key);
          return (
            <Menu.Item
              key={key}
              leftSection={
                isShown ? <IconCheck size={14} /> : <IconPlus size={14} className="faint" />
              }
              disabled={isShown ? columns.length === 1 : isFull}
              onClick={() => toggle(key)}
            >
              <code>{key}</code>
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item onClick={() => onColumns(DEFAULT_COLUMNS)}>
          {text("logs.columnsReset")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

type ExportMenuParts = { view: LogsView; columns: readonly string[]; disabled: boolean };

export function ExportMenu({ view, columns, disabled }: ExportMenuParts) {
  const text = useText();
  // The time of the press, not of the drawing: a range counts back from now.
  const addressOf = (format: "csv" | "jsonl") =>
    exportAddress(questionOf(view, clock()), view.order, format, columns);
  const save = (format: "csv" | "jsonl") => {
    const link = document.createElement("a");
    link.href = addressOf(format);
    link.download = `logs.${format}`;
    link.click();
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className="tool-button" disabled={disabled} data-testid="export">
          <IconDownload size={15} stroke={1.6} aria-hidden /> <span>{text("logs.export")}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{text("logs.exportNote", { max: formatCount(RECORDS_EXPORT_MAX) })}</Menu.Label>
        <Menu.Item onClick={() => save("csv")} data-testid="export-csv">
          {text("logs.exportCsv")}
        </Menu.Item>
        <Menu.Item onClick={() => save("jsonl")} data-testid="export-json">
          {text("logs.exportJson")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
