/** Names the browser's tab after what is shown. */
import { useEffect } from "react";

export function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Vigil`;
    return () => {
      document.title = before;
    };
  }, [title]);
}
