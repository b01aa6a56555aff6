/** Title of a page with what stands beside it. */
import type { ReactNode } from "react";
import { useTitle } from "./title.ts";

type PageHeadParts = { title: string; note?: ReactNode; back?: ReactNode; children?: ReactNode };

export function PageHead({ title, note, back, children }: PageHeadParts) {
  useTitle(title);
  return (
    <header className="page-head">
      {back}
      <div>
        <h1>{title}</h1>
        {note && <span className="dim">{note}</span>}
        {children}
      </div>
    </header>
  );
}
