/** Tags of a rule or signal: ATT&CK ones as links, the others as they are. */
import { readAttackTag } from "./attack.ts";

export function AttackChips({ tags }: { tags: readonly string[] }) {
  const chips = tags.flatMap((tag) => readAttackTag(tag) ?? []);
  return (
    <>
      {chips.map((chip) => (
        <a
          key={chip.id}
          className="chip"
          data-kind={chip.kind}
          href={chip.href}
          target="_blank"
          rel="noreferrer noopener"
        >
          <span className="mono">{chip.id}</span> {chip.name}
        </a>
      ))}
    </>
  );
}

export function PlainTags({ tags }: { tags: readonly string[] }) {
  return (
    <>
      {tags
        .filter((tag) => !readAttackTag(tag))
        .map((tag) => (
          <span key={tag} className="chip mono">
            {tag}
          </span>
        ))}
    </>
  );
}
