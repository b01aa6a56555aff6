/** Names with their values, in two columns. */
import { Fragment, type ReactNode } from "react";

export type FieldRow = { label: string; value: ReactNode };

export function Fields({ rows }: { rows: readonly FieldRow[] }) {
  return (
    <dl className="fields">
      {rows.map(({ label, value }) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
