/**
 * The rule language in an editor: colours, completion, hovers. Everything it knows is lib/secl's;
 * nothing is asked of the server.
 */
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defineLanguageFacet, Language, LanguageSupport } from "@codemirror/language";
import { type Extension, Prec } from "@codemirror/state";
import { hoverTooltip, keymap } from "@codemirror/view";
import {
  type CompletionOptions,
  type Completions,
  completeRule,
  entryAt,
  type Proposal,
} from "#lib/secl";
import type { Text } from "../text/index.tsx";
import { entryView } from "./entry-view.ts";
import { type Names, SeclParser } from "./secl-parser.ts";

/** Gives what names mean at the moment: variables and seen values follow the sample event. */
export type CurrentLanguage = () => CompletionOptions;

const facet = defineLanguageFacet({
  commentTokens: { line: "#" },
  closeBrackets: { brackets: ["(", "[", "{", '"'] },
});

/** The editor ranks within -99 and 99. */
const BOOST_MAX = 99;

function toCompletion(proposal: Proposal, text: Text): Completion {
  const { name, kind, detail, insert, rank } = proposal;
  const hasMore = proposal.brief !== "" || proposal.example !== "" || proposal.definition !== "";
  return {
    label: name,
    type: proposal.undelivered === "" ? kind : `${kind} undelivered`,
    detail: kind === "operator" || kind === "keyword" ? "" : detail,
    apply: insert,
    boost: Math.max(-BOOST_MAX, Math.min(BOOST_MAX, rank)),
    ...(hasMore && { info: () => entryView(proposal, labelsOf(text), false) }),
  };
}

function labelsOf(text: Text) {
  return { example: text("workbench.example"), undelivered: text("workbench.undelivered") };
}

/** Names go on being narrowed by letters; a dot asks again. */
const SAME_NAME = /^[\w[\]]*$/;

/** Whether proposals are worth showing unasked: a value is due, or a word was begun. */
function isWanted({ span, proposals }: Completions, context: CompletionContext): boolean {
  if (context.explicit) return proposals.length > 0;
  const [first] = proposals;
  if (first === undefined) return false;
  if (span.start < context.pos) return true;
  const isValue = first.kind === "constant" || first.kind === "value" || first.kind === "variable";
  return isValue || first.name === "[";
}

function completionSource(language: CurrentLanguage, text: Text) {
  return (context: CompletionContext): CompletionResult | null => {
    const source = context.state.doc.toString();
    const found = completeRule(source, context.pos, language());
    if (!isWanted(found, context)) return null;
    const { span, proposals } = found;
    const written = source.slice(span.start, context.pos);
    return {
      from: span.start,
      to: span.end,
      options: proposals.map((proposal) => toCompletion(proposal, text)),
      validFor: (now) => now.startsWith(written) && SAME_NAME.test(now.slice(written.length)),
    };
  };
}

/** Extensions for a rule. `names` decides colours, `language` is asked on every completion. */
export function seclLanguage(names: Names, language: CurrentLanguage, text: Text): Extension {
  const secl = new Language(facet, new SeclParser(names), [], "secl");
  return [
    new LanguageSupport(secl),
    autocompletion({
      override: [completionSource(language, text)],
      optionClass: ({ type }) => (type?.endsWith("undelivered") ? "cm-undelivered" : ""),
      activateOnCompletion: ({ type }) => type === "iterator",
      // A rule has few lines: keys mean the proposal from its first moment.
      interactionDelay: 0,
    }),
    Prec.high(keymap.of([{ key: "Tab", run: acceptCompletion }])),
    hoverTooltip((view, at) => {
      const found = entryAt(view.state.doc.toString(), at, language());
      if (found === undefined) return null;
      const { span, entry } = found;
      const create = () => ({ dom: entryView(entry, labelsOf(text), true) });
      return { pos: span.start, end: span.end, above: true, create };
    }),
  ];
}
