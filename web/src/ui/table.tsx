/**
 * A plain table for some hundreds of rows. Rows open by click, Enter or the link-like first cell.
 */
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { isOnControl } from "./on-control.ts";

export type TableColumn<Row> = {
  name: string;
  /** What the head shows when that is not the name. */
  head?: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, with digits of one width. */
  number?: boolean;
  className?: string;
};

type TableParts<Row> = {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  onOpen?: (row: Row) => void;
  testId?: string;
};

export function Table<Row>({ label, columns, rows, idOf, onOpen, testId }: TableParts<Row>) {
  const classOf = (column: TableColumn<Row>) =>
    `${column.number ? "number" : ""} ${column.className ?? ""}`.trim();
  const openBy = (row: Row) => ({
    tabIndex: 0,
    "data-opens": true,
    onClick: (event: MouseEvent) => {
      if (!isOnControl(event)) onOpen?.(row);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && event.target === event.currentTarget) onOpen?.(row);
    },
  });
  return (
    <div className="table-scroll">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classOf(column)}>
                {column.head ?? column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={idOf(row)}
              data-testid={testId}
              data-id={idOf(row)}
              {...(onOpen && openBy(row))}
            >
              {columns.map((column) => (
                <td key={column.name} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
