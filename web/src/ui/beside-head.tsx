/** The head of what opens beside a list, with the button that closes it. */
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useText } from "./text/index.tsx";

export function BesideHead({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const text = useText();
  return (
    <header>
      {children}
      <ActionIcon variant="subtle" color="gray" aria-label={text("common.close")} onClick={onClose}>
        <IconX size={17} />
      </ActionIcon>
    </header>
  );
}
