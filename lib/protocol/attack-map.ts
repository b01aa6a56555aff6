/** What the rules cover of ATT&CK, and what was seen of it. */
import Type, { type Static } from "typebox";

export const ATTACK_MAP_PATH = "/api/v2/security_monitoring/attack_map";

const counts = {
  id: Type.String({ description: "TA0002, T1059 or T1059.004" }),
  name: Type.String(),
  rules_enabled: Type.Integer({ description: "Rules that are on" }),
  rules: Type.Integer({ description: "Rules, on or off" }),
  signals: Type.Integer({ description: "Signals of the time asked for, whatever their state" }),
};
const Subtechnique = Type.Object(counts);
const Technique = Type.Object({
  ...counts,
  subtechniques: Type.Array(Subtechnique, {
    description: "What they count is counted of the technique too",
  }),
});
export type AttackMapCell = Static<typeof Subtechnique>;
export type AttackMapTechnique = Static<typeof Technique>;
const Tactic = Type.Object({ ...counts, techniques: Type.Array(Technique) });
export type AttackMapTactic = Static<typeof Tactic>;

export const AttackMap = Type.Object({
  data: Type.Object({
    id: Type.String(),
    type: Type.Literal("attack_map"),
    attributes: Type.Object({
      version: Type.String({ description: "Of ATT&CK" }),
      rules_enabled: Type.Integer(),
      rules: Type.Integer(),
      rules_outside: Type.Integer({
        description: "Rules without a tactic and a technique that belong together",
      }),
      tactics: Type.Array(Tactic, { description: "In the order of an attack" }),
    }),
  }),
});
export type AttackMap = Static<typeof AttackMap>;

export const AttackMapQuery = Type.Object({
  query: Type.Optional(
    Type.String({ maxLength: 8192, description: "Which rules: a search over rules" }),
  ),
  "filter[from]": Type.Optional(Type.String()),
  "filter[to]": Type.Optional(Type.String()),
});
