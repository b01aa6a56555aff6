/** Asks before something that cannot be taken back. */
import { Button, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useText } from "./text/index.tsx";

type ConfirmParts = {
  title: string;
  /** What the button says that does it. */
  action: string;
  opened: boolean;
  onClose: () => void;
  onConfirm: () => Promise<unknown>;
  children?: ReactNode;
};

export function Confirm({ title, action, opened, onClose, onConfirm, children }: ConfirmParts) {
  const text = useText();
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await onConfirm();
    setBusy(false);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="sm"
      centered
      transitionProps={{ duration: 120 }}
      closeButtonProps={{ "aria-label": text("common.close") }}
    >
      <div className="confirm" data-testid="confirm">
        {children}
        <div className="dialog-actions">
          <Button variant="default" size="xs" onClick={onClose} data-autofocus>
            {text("common.cancel")}
          </Button>
          <Button
            color="red"
            size="xs"
            loading={isBusy}
            onClick={() => void confirm()}
            data-testid="confirm-action"
          >
            {action}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
