/** What kind of thing an entity is, by how its name begins. */
import {
  IconBox,
  IconNetwork,
  IconPackage,
  IconQuestionMark,
  IconServer2,
  IconUser,
} from "@tabler/icons-react";
import { ENTITY_KINDS, type EntityKind, entityKindOf } from "#lib/protocol";

const ICONS: Readonly<Record<EntityKind, typeof IconUser>> = {
  host: IconServer2,
  user: IconUser,
  ip: IconNetwork,
  container: IconBox,
  container_image: IconPackage,
};

export function EntityIcon({ entity }: { entity: string }) {
  const kind = entityKindOf(entity);
  const Icon = kind ? ICONS[kind] : IconQuestionMark;
  return <Icon size={14} stroke={1.7} aria-hidden />;
}

/** The name without what says its kind. */
export function entityName(entity: string): string {
  const prefix = Object.keys(ENTITY_KINDS).find((each) => entity.startsWith(each)) ?? "";
  return entity.slice(prefix.length);
}
