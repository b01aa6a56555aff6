/** The state of the workbench: the rule, the event, and all that follows from them. */
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { FIELD_TABLE } from "#lib/event";
import {
  type CompletionOptions,
  createEvaluator,
  type EvaluationAnswer,
  variablesOf,
} from "#lib/secl";
import { readRuleHash, writeRuleHash } from "../../ui/rule-link.ts";
import { type Analysis, analyseRule } from "./analysis.ts";
import { readSample, type Sample, sampleFor, seenIn } from "./sample.ts";
import { MACROS, SHIPPED_MACROS } from "./shipped-macros.ts";

const NS_PER_MS = 1e6;
const clock = Date.now;
const evaluator = createEvaluator({ now: () => clock() * NS_PER_MS, trace: true });
/** How long typing rests before faults are told: what is half written is no mistake. */
const REST_MS = 180;
/** How long typing rests before the address follows. */
const ADDRESS_DELAY_MS = 400;

export type Workbench = {
  expression: string;
  setExpression: (text: string) => void;
  event: string;
  setEvent: (text: string) => void;
  /** Puts both in place; the event follows the rule again when it is "". */
  load: (expression: string, event: string) => void;
  language: CompletionOptions;
  analysis: Analysis;
  sample: Sample | string;
  /** Undefined while the rule does not load or the event is no JSON. */
  answer: EvaluationAnswer | undefined;
  hash: string;
};

function useAddress(expression: string, event: string): string {
  const navigate = useNavigate({ from: "/workbench" });
  const hash = writeRuleHash({ expression, event });
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(
      () => void navigate({ hash, replace: true, resetScroll: false, hashScrollIntoView: false }),
      ADDRESS_DELAY_MS,
    );
    return () => clearTimeout(timer);
  }, [navigate, hash]);
  return hash;
}

export function useWorkbench(): Workbench {
  const [first] = useState(() => readRuleHash(window.location.hash));
  const [expression, setExpression] = useState(first.expression);
  const [own, setOwn] = useState(first.event);
  const [source] = useDebouncedValue(expression, REST_MS);
  const given = useMemo(() => readSample(own), [own]);
  const variables = typeof given === "string" ? "" : JSON.stringify(given.variables);
  const environment = useMemo(
    () => ({
      table: FIELD_TABLE,
      macros: SHIPPED_MACROS,
      variables: variables === "" ? new Map() : variablesOf(JSON.parse(variables)),
    }),
    [variables],
  );
  const analysis = useMemo(() => analyseRule(source, environment), [source, environment]);
  const { description } = analysis;
  const lastSample = useRef("");
  const event = useMemo(() => {
    if (own !== "") return own;
    if (description !== undefined) lastSample.current = sampleFor(description, FIELD_TABLE);
    if (source.trim() === "") lastSample.current = "";
    return lastSample.current;
  }, [own, description, source]);
  const sample = useMemo(() => readSample(event), [event]);
  const answer = useMemo(() => {
    if (description === undefined || typeof sample === "string") return undefined;
    return evaluator.evaluate({ expression: source, macros: MACROS, ...sample });
  }, [description, source, sample]);
  const language = useMemo(
    () => ({
      ...environment,
      seen: (field: string) => seenIn(sample, FIELD_TABLE.fields.get(field)),
    }),
    [environment, sample],
  );
  const hash = useAddress(expression, own);
  const load = (rule: string, json: string) => {
    setExpression(rule);
    setOwn(json);
  };
  return {
    ...{ expression, setExpression, event, setEvent: setOwn, load },
    ...{ language, analysis, sample, answer, hash },
  };
}
