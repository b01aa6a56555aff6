/** A list of the form: its entries with buttons to order, remove and add them. */
import { ActionIcon, Button } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useDesk } from "../../../ui/form/fields.tsx";
import { addTo, listAt, moveUp, removeFrom } from "../../../ui/form/paths.ts";
import { useText } from "../../../ui/text/index.tsx";

type EntriesParts = {
  path: string;
  addLabel: string;
  /** What a new entry is. */
  fresh: unknown;
  ordered?: boolean;
  entryOf: (path: string, index: number) => ReactNode;
};

export function Entries({ path, addLabel, fresh, ordered, entryOf }: EntriesParts) {
  const text = useText();
  const { draft, change, isOpen } = useDesk();
  return (
    <div className="rule-entries">
      {listAt(draft, path).map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries are named by their place.
        <div key={index} className="rule-entry">
          <div className="entry-fields">{entryOf(`${path}[${index}]`, index)}</div>
          {isOpen && (
            <div className="entry-tools">
              {ordered && index > 0 && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={text("ruleEditor.moveUp")}
                  title={text("ruleEditor.moveUp")}
                  onClick={() => change(moveUp(draft, path, index))}
                >
                  <IconArrowUp size={14} />
                </ActionIcon>
              )}
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={text("ruleEditor.remove")}
                title={text("ruleEditor.remove")}
                onClick={() => change(removeFrom(draft, path, index))}
              >
                <IconTrash size={14} />
              </ActionIcon>
            </div>
          )}
        </div>
      ))}
      {isOpen && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          onClick={() => change(addTo(draft, path, fresh))}
        >
          {addLabel}
        </Button>
      )}
    </div>
  );
}

/** A list of entries as one wide field of a form. */
export function NamedEntries({ title, ...entries }: EntriesParts & { title: string }) {
  return (
    <section className="field" data-wide>
      <h3>{title}</h3>
      <Entries {...entries} />
    </section>
  );
}
