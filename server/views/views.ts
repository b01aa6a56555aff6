/**
 * Saved views: private ones are their owner's alone, shared ones are seen by all and changed by
 * their owner. They are versioned documents, so each change has its audit row and its history.
 */
import type { Clock } from "#lib/base";
import type { SavedView, SavedViewChange, ViewPage } from "#lib/protocol";
import type { Access, Person, RandomBytes } from "#server/access";
import { createId, type Entry, openCollection, refuseDocument } from "#server/documents";
import type { Control } from "#server/store";
import { refuseView } from "./errors.ts";

export const VIEWS_MAX = 5000;
/** Views of one person. */
export const VIEWS_OF_PERSON_MAX = 200;

type Body = { name: string; page: ViewPage; is_shared: boolean; state: Record<string, string> };

export type ViewParts = {
  control: Control;
  access: Pick<Access, "audit">;
  clock: Clock;
  random: RandomBytes;
};

const actorOf = ({ handle }: Person) => `user:${handle}`;
const byName = new Intl.Collator("en", { sensitivity: "base", numeric: true }).compare;

function resourceOf(entry: Entry<Body>, person: Person): SavedView {
  const { body, version, createdBy, updatedAt } = entry;
  const attributes = {
    ...body,
    ...{ version, update_date: updatedAt },
    owner: createdBy.replace(/^user:/, ""),
    is_own: createdBy === actorOf(person),
  };
  return { id: entry.id, type: "saved_views", attributes };
}

export type Views = ReturnType<typeof openViews>;

/** All views, whose copy is empty until `refresh`. */
export function openViews({ random, ...base }: ViewParts) {
  const documents = openCollection<Body>({
    ...{ ...base, name: "saved_views", noun: "saved view", max: VIEWS_MAX },
  });
  const isSeen = ({ body, createdBy }: Entry<Body>, person: Person) =>
    body.is_shared || createdBy === actorOf(person);

  /** Throws DOCUMENT_UNKNOWN, also for what is somebody else's alone, and VIEW_FOREIGN. */
  function needOwn(person: Person, id: string): void {
    const entry = documents.need(id);
    if (entry.createdBy === actorOf(person)) return;
    if (!isSeen(entry, person))
      throw refuseDocument("DOCUMENT_UNKNOWN", { noun: "saved view", id: id.slice(0, 64) });
    throw refuseView("VIEW_FOREIGN", { owner: entry.createdBy.replace(/^user:/, "") });
  }

  return {
    refresh: () => documents.refresh(),

    /** Those that the person sees, by name. */
    list(person: Person, page?: ViewPage): SavedView[] {
      return documents
        .list()
        .filter(
          (entry) => isSeen(entry, person) && (page === undefined || entry.body.page === page),
        )
        .map((entry) => resourceOf(entry, person))
        .sort((a, b) => byName(a.attributes.name, b.attributes.name));
    },

    /** Throws VIEWS_TOO_MANY and DOCUMENTS_TOO_MANY. */
    async create(person: Person, body: Body): Promise<SavedView> {
      const own = documents.list().filter(({ createdBy }) => createdBy === actorOf(person));
      if (own.length >= VIEWS_OF_PERSON_MAX)
        throw refuseView("VIEWS_TOO_MANY", { max: VIEWS_OF_PERSON_MAX });
      return resourceOf(await documents.create(person, createId(random), body), person);
    },

    /** Changes what is given. Throws as `needOwn`, and DOCUMENT_VERSION_CONFLICT. */
    async update(person: Person, id: string, given: SavedViewChange): Promise<SavedView> {
      needOwn(person, id);
      const { version, ...changed } = given;
      const next = ({ body }: Entry<Body>): Body => ({ ...body, ...changed });
      return resourceOf(await documents.change(person, id, next, version), person);
    },

    /** Throws as `needOwn`. */
    async remove(person: Person, id: string): Promise<void> {
      needOwn(person, id);
      await documents.remove(person, id);
    },
  };
}
