/**
 * The event's fields with buttons that put a value into the search. What each field means comes
 * from the contract.
 */
import { ActionIcon, TextInput } from "@mantine/core";
import {
  IconBellOff,
  IconColumnInsertRight,
  IconFilterMinus,
  IconFilterPlus,
  IconSearch,
} from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { FIELDS } from "#lib/event";
import { Copy } from "../copy.tsx";
import { useText } from "../text/index.tsx";
import { type EventRow, eventRows, groupRows } from "./event-rows.ts";

/** Takes the key of an attribute, such as `@usr.name`. */
export type OnColumn = (key: string) => void;
export type OnFilter = (key: string, value: string, negated: boolean) => void;

/** Values longer than this are not put into a search: nobody means to find exactly those. */
const FILTER_CHARACTERS_MAX = 512;

const BRIEFS = new Map(
  FIELDS.filter((field) => field.json !== "").map((field) => [field.json, field]),
);

/** What the contract says of an attribute, with the name that agent rules know it by. */
function fieldHelp(path: string): string {
  const field = BRIEFS.get(path) ?? BRIEFS.get(path.replace("process.parent.", "process."));
  return field ? `${field.brief}\n${field.name}` : "";
}

function Value({ path, value, onFilter }: { path: string; value: string; onFilter: OnFilter }) {
  const text = useText();
  const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
  const label = {
    in: text("signal.filterIn", { value: shown }),
    out: text("signal.filterOut", { value: shown }),
  };
  return (
    <span className="event-value">
      <code>{value}</code>
      <span className="event-actions">
        {value.length <= FILTER_CHARACTERS_MAX && (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="xs"
              aria-label={label.in}
              title={label.in}
              onClick={() => onFilter(`@${path}`, value, false)}
              data-testid={`filter-in-${path}`}
            >
              <IconFilterPlus size={13} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="xs"
              aria-label={label.out}
              title={label.out}
              onClick={() => onFilter(`@${path}`, value, true)}
            >
              <IconFilterMinus size={13} />
            </ActionIcon>
          </>
        )}
        <Copy value={value} label={text("common.copy")} />
      </span>
    </span>
  );
}

type RowParts = {
  row: EventRow;
  onFilter: OnFilter;
  onColumn: OnColumn | undefined;
  onSuppress: OnColumn | undefined;
};

function Row({ row, onFilter, onColumn, onSuppress }: RowParts) {
  const text = useText();
  return (
    <div className="event-row">
      <dt title={fieldHelp(row.path)}>
        {row.path}
        {onColumn && (
          <ActionIcon
            className="event-actions"
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={text("logs.columnShow")}
            title={text("logs.columnShow")}
            onClick={() => onColumn(`@${row.path}`)}
          >
            <IconColumnInsertRight size={13} />
          </ActionIcon>
        )}
        {onSuppress && row.values.length > 0 && (
          <ActionIcon
            className="event-actions"
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={text("suppress.neverFor", { key: row.path })}
            title={text("suppress.neverFor", { key: row.path })}
            onClick={() => onSuppress(`@${row.path}`)}
            data-testid={`suppress-${row.path}`}
          >
            <IconBellOff size={13} />
          </ActionIcon>
        )}
      </dt>
      <dd>
        {row.values.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the values of an event never reorder.
          <Value key={index} path={row.path} value={value} onFilter={onFilter} />
        ))}
      </dd>
    </div>
  );
}

type EventFieldsParts = {
  event: Readonly<Record<string, unknown>>;
  onFilter: OnFilter;
  /** Given when attributes can be columns of the list beside. */
  onColumn?: OnColumn;
  /** Given when a suppression can begin at an attribute. */
  onSuppress?: OnColumn;
};

export function EventFields({ event, onFilter, onColumn, onSuppress }: EventFieldsParts) {
  const text = useText();
  const [needle, setNeedle] = useState("");
  const rows = useMemo(() => eventRows(event), [event]);
  const groups = useMemo(() => {
    const wanted = needle.trim().toLowerCase();
    const hits = (row: EventRow) =>
      row.path.toLowerCase().includes(wanted) ||
      row.values.some((value) => value.toLowerCase().includes(wanted));
    return groupRows(wanted === "" ? rows : rows.filter(hits));
  }, [rows, needle]);
  return (
    <div className="event-fields">
      <TextInput
        size="xs"
        value={needle}
        onChange={(change) => setNeedle(change.currentTarget.value)}
        placeholder={text("signal.fieldSearch")}
        aria-label={text("signal.fieldSearch")}
        leftSection={<IconSearch size={14} />}
      />
      {groups.length === 0 && <p className="dim">{text("signal.noField")}</p>}
      {groups.map(([group, list]) => (
        <section key={group}>
          <h3>{text(`signal.groups.${group}`)}</h3>
          <dl>
            {list.map((row) => (
              <Row key={row.path} {...{ row, onFilter, onColumn, onSuppress }} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
