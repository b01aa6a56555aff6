/** What is opened beside a list. */
import { type ReactNode, Suspense } from "react";
import { Loading } from "../placeholder.tsx";

export function SidePanel({ children }: { children: ReactNode }) {
  return (
    <aside className="side-panel" data-testid="side-panel">
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </aside>
  );
}
