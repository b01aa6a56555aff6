/** Packs as the API shows them. */
import type { Clock } from "#lib/base";
import type { ContentPack, ContentPackState, DetectionRule, PackStatus } from "#lib/protocol";
import type { Person } from "#server/access";
import type { Pack } from "./pack-files.ts";
import type { Packs } from "./packs.ts";
import type { SightingDesk } from "./sightings.ts";
import { bucketOf, integrationOf, LATELY_MS, newestOf, type Sightings, statusOf } from "./state.ts";

export type PackDeskOptions = {
  packs: Packs;
  sightings: SightingDesk;
  clock: Clock;
  /** A rule as it is now. */
  ruleOf(id: string): DetectionRule | undefined;
  /** Whether an override of somebody's keeps a rule on. */
  isOverriddenOn(id: string): boolean;
  /** Whether security filters let any log through. */
  areLogsAnalysed(): boolean;
};

export type PackDesk = ReturnType<typeof createPackDesk>;

export function createPackDesk(options: PackDeskOptions) {
  const { packs, sightings, clock, areLogsAnalysed } = options;

  function statusFrom(pack: Pack, seen: Sightings): PackStatus {
    const now = clock();
    return statusOf({
      active: packs.isActive(pack),
      decidedAt: packs.decidedAt(pack),
      seen: bucketOf(newestOf(seen), now),
      isLetThrough: areLogsAnalysed() || pack.needs.some(({ kind }) => kind !== "logs"),
      now,
    });
  }

  function rulesOf(pack: Pack): ContentPack["attributes"]["detections"] {
    return pack.detections.flatMap((id) => {
      const rule = options.ruleOf(id);
      if (rule === undefined) return [];
      const own = options.isOverriddenOn(id) ? ["override"] : [];
      const kept_by = [...packs.alsoKeeping(id, pack), ...own];
      return [{ id, name: rule.customName || rule.name, is_enabled: rule.isEnabled, kept_by }];
    });
  }

  async function show(pack: Pack): Promise<ContentPack> {
    const seen = await sightings.tell(pack);
    const history = await packs.history(pack);
    const { id, name, category, description, guidance } = pack;
    const isKnown = seen.reason === undefined;
    return {
      id,
      type: "content_pack",
      attributes: {
        ...{ name, category, description, guidance },
        active: packs.isActive(pack),
        active_by_default: pack.active ?? true,
        ...(isKnown
          ? { status: statusFrom(pack, seen.sightings) }
          : { unseen_reason: seen.reason }),
        version: packs.version(pack),
        history: history.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
        needs: pack.needs.map(({ events = [], ...need }, at) => {
          const last = isKnown ? seen.sightings[at] : undefined;
          const time = last === undefined ? {} : { last_seen: new Date(last).toISOString() };
          return { ...need, events, ...time };
        }),
        detections: rulesOf(pack),
        agent_rules: pack.agent_rules ?? [],
        pipelines: pack.pipelines ?? [],
      },
    };
  }

  async function stateOf(pack: Pack): Promise<ContentPackState> {
    const found = await sightings.sightingsOf(pack);
    const newest = newestOf(found);
    const seen = {
      cp_activation: packs.activation(pack),
      data_last_seen: bucketOf(newest, clock()),
      integration_installed_status: integrationOf(found),
    };
    const isAboutLists = pack.needs.every(({ kind }) => kind === "threat_lists");
    const details = isAboutLists
      ? { type: "threat_intel" as const, ...seen }
      : {
          type: "logs" as const,
          ...seen,
          filters_configured: areLogsAnalysed(),
          logs_seen_from_any_index: newest !== undefined && clock() - newest <= LATELY_MS,
          siem_index_incorrect: false,
        };
    const status = statusFrom(pack, found);
    return { id: pack.id, type: "content_pack_state", attributes: { status, details } };
  }

  return {
    list: (): Promise<ContentPack[]> => Promise.all(packs.list().map(show)),
    /** Throws PACK_UNKNOWN. */
    get: (id: string): Promise<ContentPack> => show(packs.need(id)),
    /** Throws what the event store throws. */
    states: (): Promise<ContentPackState[]> => Promise.all(packs.list().map(stateOf)),
    /** Throws PACK_UNKNOWN and DOCUMENT_BUSY. */
    setActive: (person: Person, id: string, active: boolean): Promise<void> =>
      packs.setActive(person, id, active),
  };
}
