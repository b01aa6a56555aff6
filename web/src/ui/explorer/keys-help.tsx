/** The keyboard help of a list, opened by `?`. */
import { Kbd, Modal } from "@mantine/core";
import { useText } from "../text/index.tsx";

/** What keys do, and which. */
export type KeyHelp = { text: string; keys: readonly string[] };

type KeysHelpParts = { rows: readonly KeyHelp[]; opened: boolean; onClose: () => void };

export function KeysHelp({ rows, opened, onClose }: KeysHelpParts) {
  const text = useText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text("keys.title")}
      size="sm"
      centered
      transitionProps={{ duration: 120 }}
      closeButtonProps={{ "aria-label": text("common.close") }}
    >
      <dl className="keys-help" data-testid="keys-help">
        {rows.map((row) => (
          <div key={row.text}>
            <dt>{row.text}</dt>
            <dd>
              {row.keys.map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
