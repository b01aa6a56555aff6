/** Saved views of an explorer: opened with a press, one's own saved over, shared or deleted. */
import { ActionIcon, Button, Popover } from "@mantine/core";
import { IconBookmark, IconDeviceFloppy, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type SavedView, VIEW_NAME_CHARACTERS_MAX, type ViewPage } from "#lib/protocol";
import { changeView, createView, deleteView, type ViewState, viewsQuery } from "../../api/views.ts";
import { describeFailure } from "../failure-view.tsx";
import { useTell } from "../tell.ts";
import { useText } from "../text/index.tsx";

type ViewMenuParts = {
  page: ViewPage;
  /** What is shown now. */
  state: ViewState;
  onOpen: (state: ViewState) => void;
};

/** Members of an address as a view keeps them: texts, without what is opened beside the list. */
export function viewState(search: Readonly<Record<string, unknown>>, leftOut: string): ViewState {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) =>
      name === leftOut || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

type RowParts = {
  view: SavedView;
  onOpen: () => void;
  onUpdate: () => void;
  onDelete: () => void;
};

function ViewRow({ view, onOpen, onUpdate, onDelete }: RowParts) {
  const text = useText();
  const { name, owner, is_own: isOwn, is_shared: isShared } = view.attributes;
  return (
    <li className="view-row" data-testid="view-row">
      <button type="button" className="plain-button" onClick={onOpen}>
        {name}{" "}
        <span className="faint">
          {isOwn ? isShared && text("views.everyone") : text("views.by", { name: owner })}
        </span>
      </button>
      {isOwn && (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            title={text("views.update", { name })}
            aria-label={text("views.update", { name })}
            onClick={onUpdate}
          >
            <IconDeviceFloppy size={14} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            title={text("views.delete", { name })}
            aria-label={text("views.delete", { name })}
            onClick={onDelete}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </>
      )}
    </li>
  );
}

function NewView({ onSave }: { onSave: (name: string, isShared: boolean) => Promise<void> }) {
  const text = useText();
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") void onSave(name.trim(), isShared).then(() => setName(""));
  };
  return (
    <form onSubmit={submit} className="view-form">
      <input
        className="key-input"
        value={name}
        maxLength={VIEW_NAME_CHARACTERS_MAX}
        placeholder={text("views.name")}
        aria-label={text("views.name")}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
        data-testid="view-name"
      />
      <label>
        <input
          type="checkbox"
          checked={isShared}
          onChange={(event) => setShared(event.currentTarget.checked)}
          data-testid="view-share"
        />{" "}
        {text("views.share")}
      </label>
      <Button size="xs" type="submit" disabled={name.trim() === ""} data-testid="view-save">
        {text("views.save")}
      </Button>
    </form>
  );
}

function ViewList({ page, state, onOpen }: ViewMenuParts) {
  const text = useText();
  const tell = useTell();
  const client = useQueryClient();
  const answer = useQuery(viewsQuery(page));
  const act = async (work: Promise<unknown>, done: string) => {
    try {
      await work;
      tell.done(done);
    } catch (error) {
      tell.failed(error);
    }
    await client.invalidateQueries({ queryKey: viewsQuery(page).queryKey });
  };
  const views = answer.data ?? [];
  const groups = [
    [text("views.own"), views.filter(({ attributes }) => attributes.is_own)],
    [text("views.shared"), views.filter(({ attributes }) => !attributes.is_own)],
  ] as const;
  return (
    <div className="views" data-testid="views">
      {answer.isError && (
        <p className="tone" data-tone="bad" role="alert">
          {describeFailure(answer.error, text).message}
        </p>
      )}
      {answer.isSuccess && views.length === 0 && <p className="dim">{text("views.empty")}</p>}
      {groups.map(([title, list]) =>
        list.length === 0 ? null : (
          <section key={title}>
            <h3>{title}</h3>
            <ul>
              {list.map((view) => (
                <ViewRow
                  key={view.id}
                  view={view}
                  onOpen={() => onOpen(view.attributes.state)}
                  onUpdate={() =>
                    void act(
                      changeView(view.id, { state, version: view.attributes.version }),
                      text("views.saved"),
                    )
                  }
                  onDelete={() => void act(deleteView(view.id), text("views.deleted"))}
                />
              ))}
            </ul>
          </section>
        ),
      )}
      <NewView
        onSave={(name, isShared) =>
          act(createView(page, name, isShared, state), text("views.saved"))
        }
      />
    </div>
  );
}

export function ViewMenu(parts: ViewMenuParts) {
  const text = useText();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withArrow>
      <Popover.Target>
        <button
          type="button"
          className="tool-button"
          onClick={() => setOpened(!opened)}
          data-testid="views-open"
        >
          <IconBookmark size={15} stroke={1.6} aria-hidden /> <span>{text("views.menu")}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <ViewList
          {...parts}
          onOpen={(state) => {
            setOpened(false);
            parts.onOpen(state);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
