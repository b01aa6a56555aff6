/** What stands where there is nothing to show: yet, or for this search. */
import { Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { Copy } from "./copy.tsx";
import { useText } from "./text/index.tsx";

type EmptyParts = { icon: ReactNode; title: string; children?: ReactNode };

export function Empty({ icon, title, children }: EmptyParts) {
  return (
    <div className="placeholder" data-testid="empty">
      {icon}
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Loading() {
  const text = useText();
  return (
    <div className="placeholder is-late" role="status" aria-label={text("common.loading")}>
      <Loader size="sm" type="dots" color="gray" />
    </div>
  );
}

/** A command to run, with a copy button. */
export function Command({ children }: { children: string }) {
  const text = useText();
  return (
    <div className="command">
      <code>{children}</code>
      <Copy value={children} label={text("common.copy")} />
    </div>
  );
}
