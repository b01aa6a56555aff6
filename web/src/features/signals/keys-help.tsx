/** The keyboard help, opened by `?`. */
import { Kbd, Modal } from "@mantine/core";
import { useText } from "../../ui/text/index.tsx";

const KEYS = [
  ["move", ["j", "k", "↓", "↑"]],
  ["ends", ["Home", "End"]],
  ["open", ["Enter"]],
  ["close", ["Esc"]],
  ["select", ["x"]],
  ["archive", ["e"]],
  ["review", ["r"]],
  ["reopen", ["o"]],
  ["search", ["/"]],
  ["help", ["?"]],
] as const;

export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
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
        {KEYS.map(([name, keys]) => (
          <div key={name}>
            <dt>{text(`keys.${name}`)}</dt>
            <dd>
              {keys.map((key) => (
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
