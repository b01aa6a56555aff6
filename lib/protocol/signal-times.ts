/** How long it takes to detect, to acknowledge and to resolve. */
import Type, { type Static } from "typebox";
import { Severity, SIGNALS_PATH } from "./signals.ts";

export const SIGNAL_TIMES_PATH = `${SIGNALS_PATH}/response_times`;
/** Rules in an answer: those with the most signals. */
export const SIGNAL_TIMES_RULES_MAX = 50;

const span = () => Type.Integer({ description: "Milliseconds, by nearest rank" });
/** Of the signals that got so far. */
const Spread = Type.Object({
  count: Type.Integer({ description: "Signals that got so far" }),
  p50: Type.Optional(span()),
  p90: Type.Optional(span()),
});
export type SignalTimeSpread = Static<typeof Spread>;

const spreads = {
  signals: Type.Integer(),
  /** From the first event to the signal. */
  time_to_detect: Spread,
  /** From the signal until it first came under review. */
  time_to_acknowledge: Spread,
  /** From the signal until it was archived. */
  time_to_resolve: Spread,
};
export const SignalTimesGroup = Type.Object(spreads);
export type SignalTimesGroup = Static<typeof SignalTimesGroup>;

export const SignalTimes = Type.Object({
  data: Type.Object({
    type: Type.Literal("signal_response_times"),
    id: Type.String(),
    attributes: Type.Object({
      all: SignalTimesGroup,
      by_severity: Type.Array(Type.Object({ severity: Severity, ...spreads })),
      by_rule: Type.Array(
        Type.Object({ rule: Type.Object({ id: Type.String(), name: Type.String() }), ...spreads }),
        { description: `With the most signals first, at most ${SIGNAL_TIMES_RULES_MAX}` },
      ),
    }),
  }),
});
export type SignalTimes = Static<typeof SignalTimes>;
