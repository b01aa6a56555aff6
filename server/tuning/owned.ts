/** What the server says of a document that people wrote. */
import type { Clock } from "#lib/base";
import type { Access, Person, RandomBytes } from "#server/access";
import type { Entry } from "#server/documents";
import type { Control } from "#server/store";

export type TuningParts = {
  control: Control;
  access: Pick<Access, "audit">;
  clock: Clock;
  random: RandomBytes;
  /** Who may change which suppression; everybody may change all unless it is given. */
  guard?: {
    /** Throws when the person may not change it. */
    check(person: Person, id: string): void;
    /** It is gone. */
    forget(person: Person, id: string): Promise<void>;
  };
};

export function ownedOf({ version, createdAt, createdBy, updatedAt, updatedBy }: Entry<object>) {
  return {
    version,
    editable: true,
    creation_date: createdAt,
    update_date: updatedAt,
    creator: authorOf(createdBy),
    updater: authorOf(updatedBy),
  };
}

function authorOf(actor: string): { handle: string; name: string } {
  const handle = actor.replace(/^user:/, "");
  return { handle, name: handle };
}

/** A change that says some attributes; null clears one, what is absent stays. */
export function patched<Body extends object>(body: Body, patch: object): Body {
  const { version: _, ...given } = patch as Record<string, unknown>;
  const entries = Object.entries({ ...body, ...given });
  return Object.fromEntries(
    entries.filter(([, value]) => value !== null && value !== undefined),
  ) as Body;
}
