/** Who may change a rule or a suppression: told in words, and chosen in a dialog. */
import { Button, Modal } from "@mantine/core";
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { User } from "#lib/protocol";
import { restrict, restrictionQuery, usersQuery } from "../api/restrictions.ts";
import { currentUserQuery } from "../api/session.ts";
import { Banner } from "./banner.tsx";
import { FailureView } from "./failure-view.tsx";
import { Loading } from "./placeholder.tsx";
import { useTell } from "./tell.ts";
import { type Text, useText } from "./text/index.tsx";

/** Roles that may change anything at all. */
const EDITING_ROLES = ["Admin", "Standard"] as const;

function editorName(principal: string, users: readonly User[], text: Text): string {
  const at = principal.indexOf(":");
  const [type, id] = [principal.slice(0, at), principal.slice(at + 1)];
  if (type !== "user") return text("restrict.role", { name: id });
  const user = users.find((each) => each.id === id)?.attributes;
  return user ? user.name || user.handle : text("restrict.gone");
}

function useEditors(resource: string | undefined) {
  const text = useText();
  const isKept = resource !== undefined;
  const policy = useQuery({ ...restrictionQuery(resource ?? ""), enabled: isKept }).data;
  const isRestricted = policy !== undefined && policy.editors.length > 0;
  const users = useQuery({ ...usersQuery, enabled: isRestricted }).data ?? [];
  const names = policy?.editors.map((each) => editorName(each, users, text)).join(", ") ?? "";
  return { names, isRestricted, mayEdit: policy?.mayEdit ?? true };
}

/**
 * Whether the person who looks may change it; true until the server has said otherwise, and of what
 * is not kept yet.
 */
export const useMayEdit = (resource: string | undefined): boolean => useEditors(resource).mayEdit;

/** Tells a person who may not change what they look at who may. */
export function RestrictionBanner({ resource }: { resource: string }) {
  const text = useText();
  const { names, mayEdit } = useEditors(resource);
  if (mayEdit) return null;
  return (
    <Banner tone="warn" title={text("restrict.refusedTitle")}>
      {text("restrict.refused", { names })}
    </Banner>
  );
}

type Choice = { principal: string; label: string };
type FormParts = { resource: string; editors: readonly string[]; choices: Choices };
type Choices = { roles: Choice[]; users: Choice[] };

function choicesOf(users: readonly User[], text: Text): Choices {
  return {
    roles: EDITING_ROLES.map((name) => ({
      principal: `role:${name}`,
      label: text("restrict.role", { name }),
    })),
    users: users.map(({ id, attributes: { handle, name } }) => ({
      principal: `user:${id}`,
      label: name === "" || name === handle ? handle : `${name} (${handle})`,
    })),
  };
}

function EditorForm({ resource, editors, choices, onClose }: FormParts & { onClose: () => void }) {
  const text = useText();
  const tell = useTell();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<readonly string[]>(editors);
  const [isBusy, setBusy] = useState(false);
  const choose = (principal: string, isChosen: boolean) => {
    const others = chosen.filter((each) => each !== principal);
    setChosen(isChosen ? [...others, principal] : others);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await restrict(resource, chosen);
      tell.done(text("restrict.saved"));
      onClose();
    } catch (error) {
      tell.failed(error);
    }
    await client.invalidateQueries({ queryKey: ["restriction", resource] });
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void save(event)} className="restriction" data-testid="restriction">
      <p className="dim">{text("restrict.text")}</p>
      {(["roles", "users"] as const).map((group) => (
        <fieldset key={group}>
          <legend>{text(`restrict.${group}`)}</legend>
          {choices[group].map(({ principal, label }) => (
            <label key={principal} className="restriction-choice">
              <input
                type="checkbox"
                checked={chosen.includes(principal)}
                onChange={(event) => choose(principal, event.currentTarget.checked)}
              />
              {label}
            </label>
          ))}
        </fieldset>
      ))}
      <div className="dialog-actions">
        <Button variant="default" size="xs" onClick={onClose}>
          {text("common.cancel")}
        </Button>
        <Button type="submit" size="xs" loading={isBusy} data-testid="restriction-save">
          {text("restrict.save")}
        </Button>
      </div>
    </form>
  );
}

function EditorDialog({ resource, onClose }: { resource: string; onClose: () => void }) {
  const text = useText();
  const policy = useQuery(restrictionQuery(resource));
  const users = useQuery(usersQuery);
  const error = policy.error ?? users.error;
  if (error) return <FailureView error={error} />;
  if (!policy.data || !users.data) return <Loading />;
  return (
    <EditorForm
      resource={resource}
      editors={policy.data.editors}
      choices={choicesOf(users.data, text)}
      onClose={onClose}
    />
  );
}

/** Says who may change it; whoever may change that opens it. */
export function RestrictionButton({ resource }: { resource: string }) {
  const text = useText();
  const [opened, setOpened] = useState(false);
  const { names, isRestricted, mayEdit } = useEditors(resource);
  const own = useQuery(currentUserQuery).data?.data.attributes.permissions ?? [];
  const Icon = isRestricted ? IconLock : IconLockOpen;
  const label = isRestricted ? text("restrict.some", { names }) : text("restrict.everybody");
  const close = () => setOpened(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon size={14} stroke={1.7} aria-hidden />}
        disabled={!mayEdit && !own.includes("user_access_manage")}
        onClick={() => setOpened(true)}
        data-testid="restriction-open"
      >
        <span className="restriction-label">{label}</span>
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={text("restrict.title")}
        size="sm"
        centered
        transitionProps={{ duration: 120 }}
        closeButtonProps={{ "aria-label": text("common.close") }}
      >
        <EditorDialog resource={resource} onClose={close} />
      </Modal>
    </>
  );
}
