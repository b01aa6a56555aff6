/**
 * Which packs are on. What somebody decided is a versioned document; until then a pack is as its
 * file says, so that an update may bring packs that are off.
 */
import type { Clock } from "#lib/base";
import { isAppError } from "#lib/base";
import type { PackActivation } from "#lib/protocol";
import type { Access, Person } from "#server/access";
import { type Entry, openCollection } from "#server/documents";
import type { Control } from "#server/store";
import { refusePack } from "./errors.ts";
import { type ContentPacks, PACKS_MAX, type Pack } from "./pack-files.ts";

/** Decisions about packs that an update took away are kept, in case it comes back. */
const DECISIONS_MAX = 10 * PACKS_MAX;

type Decision = { active: boolean };

export type PackOptions = {
  control: Control;
  access: Pick<Access, "audit">;
  clock: Clock;
  content: ContentPacks;
};

export type PackChange = { version: number; active: boolean; at: number; by: string };
export type Packs = ReturnType<typeof openPacks>;

/** The packs, as their files say until the first `refresh`. */
export function openPacks({ content, ...base }: PackOptions) {
  const packs = new Map(content.packs.map((pack) => [pack.id, pack]));
  const decisions = openCollection<Decision>({
    ...{ ...base, name: "content_packs", noun: "content pack", max: DECISIONS_MAX },
  });
  const packsOf = Map.groupBy(
    content.packs.flatMap((pack) => pack.detections.map((rule) => ({ rule, pack }))),
    ({ rule }) => rule,
  );
  const isActive = ({ id, active = true }: Pack) => decisions.get(id)?.body.active ?? active;

  function need(id: string): Pack {
    const pack = packs.get(id);
    if (pack === undefined) throw refusePack("PACK_UNKNOWN", { id: id.slice(0, 64) });
    return pack;
  }

  return {
    faults: content.faults,
    list: (): readonly Pack[] => [...packs.values()],
    /** Throws PACK_UNKNOWN. */
    need,
    refresh: () => decisions.refresh(),
    onChange: (listener: () => void) => decisions.onChange(listener),
    isActive,
    version: ({ id }: Pack): number => decisions.get(id)?.version ?? 0,
    /** When it was last decided, in milliseconds; undefined before the first time. */
    decidedAt: ({ id }: Pack): number | undefined => decisions.get(id)?.updatedAt,

    activation(pack: Pack): PackActivation {
      if (isActive(pack)) return "activated";
      return decisions.get(pack.id) === undefined ? "never_activated" : "deactivated";
    },

    /** Whether packs leave a rule on: it is in none, or in one that is on. */
    keeps(rule: string): boolean {
      const holders = packsOf.get(rule);
      return holders === undefined || holders.some(({ pack }) => isActive(pack));
    },

    /** Other packs that are on and hold a rule. */
    alsoKeeping: (rule: string, { id }: Pack): string[] =>
      (packsOf.get(rule) ?? []).flatMap(({ pack }) =>
        pack.id !== id && isActive(pack) ? [pack.id] : [],
      ),

    /** Newest first. */
    async history(pack: Pack): Promise<PackChange[]> {
      if (decisions.get(pack.id) === undefined) return [];
      return (await decisions.history(pack.id)).map(changeOf).reverse();
    },

    /**
     * Turns a pack on or off; what is so already and was decided is not written again. Throws
     * PACK_UNKNOWN and DOCUMENT_BUSY.
     */
    async setActive(person: Person, id: string, active: boolean): Promise<void> {
      need(id);
      if (decisions.get(id)?.body.active === active) return;
      if (decisions.get(id) === undefined) {
        try {
          await decisions.create(person, id, { active });
          return;
        } catch (error) {
          // Somebody else was the first to decide.
          if (!isAppError(error) || error.code !== "DOCUMENT_BUSY") throw error;
          await decisions.refresh();
        }
      }
      await decisions.change(person, id, () => ({ active }));
    },
  };
}

function changeOf({ version, body, updatedAt, updatedBy }: Entry<Decision>): PackChange {
  return { version, active: body.active, at: updatedAt, by: updatedBy.replace(/^user:/, "") };
}
