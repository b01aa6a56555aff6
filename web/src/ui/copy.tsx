/** Copies a text or the address of something, and says so. */
import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconLink } from "@tabler/icons-react";
import { useText } from "./text/index.tsx";

export function Copy({ value, label }: { value: string; label: string }) {
  const text = useText();
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? text("common.copied") : label} openDelay={300}>
          <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label={label}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** Copies the address of what `path`, built by the router, leads to. */
export function CopyLink({ path }: { path: string }) {
  const text = useText();
  return (
    <CopyButton value={`${window.location.origin}${path}`} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={text(copied ? "common.copied" : "list.share")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={text("list.share")}
            onClick={copy}
            data-testid="copy-link"
          >
            <IconLink size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
