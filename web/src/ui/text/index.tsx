/**
 * Texts of the UI: one English catalogue with typed keys. A missing key is a type error, not an
 * empty label.
 */
import i18next, { type TFunction } from "i18next";
import { createContext, type ReactNode, useContext } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { en } from "./en.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

export type Text = TFunction;

/** Starts the catalogue; called once, before anything is shown. */
export function startText(): void {
  void i18next.use(initReactI18next).init({
    lng: "en",
    resources: { en: { translation: en } },
    // React escapes what it shows; escaping twice would show entities.
    interpolation: { escapeValue: false },
  });
}

const TextContext = createContext<Text>(i18next.t);

/**
 * Follows the language once for the whole page: a subscription in each cell of a long list is felt.
 */
export function TextProvider({ children }: { children: ReactNode }) {
  return <TextContext value={useTranslation().t}>{children}</TextContext>;
}

/** The function that gives the text of a key. */
export function useText(): Text {
  return useContext(TextContext);
}
