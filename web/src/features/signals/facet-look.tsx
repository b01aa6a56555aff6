/** How the facets of signals are shown. */
import { useMemo } from "react";
import { FACETS } from "#lib/event";
import { SEVERITIES, TRIAGE_STATES } from "#lib/protocol";
import { readAttackTag } from "../../ui/attack.ts";
import type { FacetLook } from "../../ui/explorer/facet-panel.tsx";
import { SeverityPill, StateMark } from "../../ui/severity.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { STATE_FACET } from "./search.ts";

export const SEVERITY_FACET = "status";
const RULE_FACET = "@workflow.rule.name";

const NAMED: Readonly<
  Record<string, keyof typeof import("../../ui/text/en.ts").en.list.facetNames>
> = {
  [SEVERITY_FACET]: "severity",
  [STATE_FACET]: "state",
  [RULE_FACET]: "rule",
  host: "host",
  tactic: "tactic",
  technique: "technique",
  source: "source",
  service: "service",
};

function facetName(path: string, text: Text): string {
  const named = NAMED[path];
  if (named) return text(`list.facetNames.${named}`);
  return FACETS.find((facet) => facet.path === path)?.name ?? path.replace(/^@/, "");
}

function ValueLabel({ path, value }: { path: string; value: string }) {
  const severity = path === SEVERITY_FACET && SEVERITIES.find((each) => each === value);
  if (severity) return <SeverityPill severity={severity} />;
  const state = path === STATE_FACET && TRIAGE_STATES.find((each) => each === value);
  if (state) return <StateMark state={state} />;
  const attack = readAttackTag(`${path}:${value}`);
  if (attack && attack.name !== "") return <>{attack.name}</>;
  return <>{value}</>;
}

export function useFacetLook(): FacetLook {
  const text = useText();
  return useMemo(
    () => ({
      order: Object.keys(NAMED),
      fixed: { [SEVERITY_FACET]: SEVERITIES, [STATE_FACET]: TRIAGE_STATES },
      nameOf: (path) => facetName(path, text),
      labelOf: (path, value) => <ValueLabel path={path} value={value} />,
    }),
    [text],
  );
}
