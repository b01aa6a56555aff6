/** What is asked about a text that is being written is not asked for every letter. */
import { useEffect, useState } from "react";

const PAUSE_MS = 350;

/** The value as it was when it last rested. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}
