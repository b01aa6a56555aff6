/** Short messages about what was done and what could not be. */
import { notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { describeFailure } from "./failure-view.tsx";
import { useText } from "./text/index.tsx";

export function useTell() {
  const text = useText();
  return useMemo(
    () => ({
      done: (message: string) => void notifications.show({ message, withBorder: true }),
      failed: (error: unknown) => {
        const { message, hint } = describeFailure(error, text);
        notifications.show({ color: "red", title: message, message: hint });
      },
      warn: (message: string) => void notifications.show({ color: "yellow", message }),
    }),
    [text],
  );
}
