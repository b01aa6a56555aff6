/**
 * Every design token, for both schemes: colours, sizes and type. Styles read them as CSS variables
 * (`--v-line`); a colour written anywhere else is a mistake. Severity colours are for severities
 * only.
 */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

type Tokens = Readonly<Record<string, string>>;

const LIGHT: Tokens = {
  bg: "#f5f6f8",
  surface: "#ffffff",
  sunken: "#eef0f3",
  hover: "#f3f4f8",
  selected: "#ecedfd",
  line: "#e3e6eb",
  "line-strong": "#cbd0d9",
  text: "#171b24",
  dim: "#566072",
  faint: "#626b7c",
  accent: "#4348d6",
  "accent-text": "#3d42c4",
  "accent-soft": "#e8e9fc",
  good: "#157f5b",
  "good-soft": "#dcf3ea",
  warn: "#9a5b00",
  "warn-soft": "#fcf0d6",
  bad: "#c22f37",
  "bad-soft": "#fde8e8",
  match: "#ffe9a8",
  "match-line": "#d19a00",
  critical: "#b3123c",
  "critical-soft": "#fde4ea",
  high: "#bf3d0d",
  "high-soft": "#fdeade",
  medium: "#8f6200",
  "medium-soft": "#fbf1d3",
  low: "#1f66b8",
  "low-soft": "#e3effb",
  info: "#566072",
  "info-soft": "#eceef2",
  "series-0": "#4348d6",
  "series-1": "#0f8a7e",
  "series-2": "#c2610c",
  "series-3": "#a3318f",
  "series-4": "#2f7fd1",
  "series-5": "#7a8a12",
  "series-6": "#c2384a",
  "series-7": "#6b7280",
  shadow: "0 1px 2px rgb(23 27 36 / 6%), 0 8px 24px rgb(23 27 36 / 10%)",
};

const DARK: Tokens = {
  bg: "#0c0e13",
  surface: "#12151c",
  sunken: "#0e1117",
  hover: "#191d26",
  selected: "#1d2034",
  line: "#20252f",
  "line-strong": "#343b49",
  text: "#e4e7ee",
  dim: "#9aa3b4",
  faint: "#7a8496",
  accent: "#6a70f0",
  "accent-text": "#a3a7ff",
  "accent-soft": "#21233f",
  good: "#4cc79a",
  "good-soft": "#11291f",
  warn: "#e6ae4a",
  "warn-soft": "#2b2212",
  bad: "#f2777c",
  "bad-soft": "#321a1e",
  match: "#4a3b0d",
  "match-line": "#d9ae3c",
  critical: "#ff6b8b",
  "critical-soft": "#3b1522",
  high: "#ff9160",
  "high-soft": "#371f14",
  medium: "#e8bb55",
  "medium-soft": "#2f2611",
  low: "#6fb0f5",
  "low-soft": "#13263b",
  info: "#9aa3b4",
  "info-soft": "#1d222c",
  "series-0": "#8288ff",
  "series-1": "#3cc4b4",
  "series-2": "#f09a4d",
  "series-3": "#d97acb",
  "series-4": "#6fb0f5",
  "series-5": "#b8c24a",
  "series-6": "#f2777c",
  "series-7": "#9aa3b4",
  shadow: "0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px rgb(0 0 0 / 45%)",
};

const SIZES: Tokens = {
  mono: 'ui-monospace, "SFMono-Regular", "JetBrains Mono", Menlo, "DejaVu Sans Mono", monospace',
  radius: "6px",
  "row-height": "36px",
  "bar-height": "48px",
  "text-s": "12px",
  "text-m": "13px",
  "text-l": "15px",
  "text-xl": "19px",
};

const ACCENT: MantineColorsTuple = [
  "#eeeefe",
  "#dadbfc",
  "#b8bbf9",
  "#959af6",
  "#7c82f3",
  "#6a70f0",
  "#5c61e8",
  "#4c51dc",
  "#4348d6",
  "#3438b4",
];

/** Mantine draws fields, borders and hovers of the dark scheme with these, lightest first. */
const DARK_GREYS: MantineColorsTuple = [
  "#e4e7ee",
  "#c3c9d5",
  "#9aa3b4",
  "#7a8496",
  "#343b49",
  "#20252f",
  "#151922",
  "#12151c",
  "#0e1117",
  "#0c0e13",
];

function named(tokens: Tokens): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--v-${name}`, value]));
}

function scheme(tokens: Tokens): Record<string, string> {
  return {
    ...named(tokens),
    "--mantine-color-body": "var(--v-bg)",
    "--mantine-color-text": "var(--v-text)",
    "--mantine-color-dimmed": "var(--v-dim)",
    "--mantine-color-placeholder": "var(--v-faint)",
    "--mantine-color-default": "var(--v-surface)",
    "--mantine-color-default-hover": "var(--v-hover)",
    "--mantine-color-default-border": "var(--v-line-strong)",
    "--mantine-color-error": "var(--v-bad)",
  };
}

/** Gives Mantine's own variables our values, and ours a name, in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: named(SIZES),
  light: scheme(LIGHT),
  dark: scheme(DARK),
});

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 8, dark: 6 },
  colors: { accent: ACCENT, dark: DARK_GREYS },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: SIZES["mono"] as string,
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "19px" },
  defaultRadius: "6px",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
});
