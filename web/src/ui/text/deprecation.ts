/** Texts about shipped rules that are going. */
export const DEPRECATION = {
  title: "This rule is deprecated",
  until: "This rule is deprecated and goes with the first update after {{day}}",
  on: "Once it is turned off it stays off. Clone it to keep what it does.",
  off: "It stays off. Clone it to go on with a rule of your own.",
} as const;
