/** The form of a rule: what it is, searches, cases, time and method, and what it tells people. */
import {
  AGGREGATIONS,
  DATA_SOURCES,
  DETECTION_METHODS,
  type DetectionMethod,
  STREAM_RULE_TYPES,
} from "#lib/protocol";
import {
  CheckField,
  ChoiceField,
  ListField,
  TextField,
  useDesk,
} from "../../../ui/form/fields.tsx";
import { readPath } from "../../../ui/form/paths.ts";
import { useText } from "../../../ui/text/index.tsx";
import { EMPTY_CASE, EMPTY_QUERY, withMethod } from "./draft.ts";
import { Entries } from "./list-parts.tsx";
import { MethodOptions, severityChoices, windowChoices } from "./method-options.tsx";
import { Schedule } from "./schedule.tsx";

const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
const CORRELATION = "signal_correlation";

export const methodOf = (draft: Readonly<Record<string, unknown>>): DetectionMethod => {
  const method = readPath(draft, "options.detectionMethod");
  return DETECTION_METHODS.find((each) => each === method) ?? "threshold";
};

function Basics() {
  const text = useText();
  const { draft, change, isOpen } = useDesk();
  const method = methodOf(draft);
  return (
    <section className="card">
      <h2>{text("ruleEditor.basics")}</h2>
      <div className="entry-fields">
        {isOpen ? (
          <TextField path="name" label={text("ruleEditor.name")} wide />
        ) : (
          <TextField
            path="customName"
            label={text("ruleEditor.customName")}
            hint={String(draft["name"])}
            wide
            always
          />
        )}
        <div className="field" data-wide>
          <span className="field-label">{text("ruleDesk.method")}</span>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout. */}
          <div className="segments methods" role="group" aria-label={text("ruleDesk.method")}>
            {DETECTION_METHODS.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === method}
                disabled={!isOpen}
                onClick={() => each !== method && change(withMethod(draft, each))}
                data-testid={`method-${each}`}
              >
                {text(`ruleDesk.methods.${each}`)}
              </button>
            ))}
          </div>
        </div>
        <ChoiceField
          path="type"
          label={text("ruleEditor.type")}
          choices={plain(STREAM_RULE_TYPES)}
        />
        <ListField
          path="tags"
          label={text("ruleEditor.tags")}
          hint={text("ruleEditor.tagsHint")}
          wide
          always
        />
        <CheckField path="isEnabled" label={text("ruleEditor.enabled")} always />
        <CheckField path="hasExtendedTitle" label={text("ruleEditor.extendedTitle")} />
      </div>
    </section>
  );
}

const labelAt = (index: number) => String.fromCharCode(97 + index);

function Query({ path }: { path: string }) {
  const text = useText();
  const { draft, isOpen } = useDesk();
  const isCorrelation = draft["type"] === CORRELATION;
  const aggregation = String(readPath(draft, `${path}.aggregation`) ?? "count");
  const isMeasured =
    !["count", "cardinality", "none", "event_count"].includes(aggregation) ||
    methodOf(draft) === "anomaly_threshold";
  return (
    <>
      {isCorrelation ? (
        <>
          <TextField path={`${path}.ruleId`} label={text("ruleEditor.correlatedRule")} code />
          <ListField
            path={`${path}.correlatedByFields`}
            label={text("ruleEditor.correlatedBy")}
            hint={text("ruleEditor.groupByHint")}
          />
        </>
      ) : (
        <TextField path={`${path}.query`} label={text("ruleEditor.queryText")} code wide />
      )}
      {!isOpen && (
        <TextField
          path={`${path}.customQueryExtension`}
          label={text("ruleEditor.extension")}
          code
          wide
          always
        />
      )}
      <TextField path={`${path}.name`} label={text("ruleEditor.queryName")} code />
      <ChoiceField
        path={`${path}.dataSource`}
        label={text("ruleEditor.dataSource")}
        choices={plain(DATA_SOURCES)}
      />
      <ChoiceField
        path={`${path}.aggregation`}
        label={text("ruleEditor.aggregation")}
        choices={plain(AGGREGATIONS)}
      />
      {aggregation === "cardinality" && (
        <ListField path={`${path}.distinctFields`} label={text("ruleEditor.distinct")} />
      )}
      {isMeasured && <ListField path={`${path}.metrics`} label={text("ruleEditor.metrics")} />}
      {!isCorrelation && (
        <>
          <ListField
            path={`${path}.groupByFields`}
            label={text("ruleEditor.groupBy")}
            hint={text("ruleEditor.groupByHint")}
          />
          <CheckField
            path={`${path}.hasOptionalGroupByFields`}
            label={text("ruleEditor.optionalGroups")}
          />
        </>
      )}
    </>
  );
}

function Queries() {
  const text = useText();
  return (
    <section className="card">
      <h2>{text("ruleEditor.queries")}</h2>
      <Entries
        path="queries"
        addLabel={text("ruleEditor.addQuery")}
        fresh={EMPTY_QUERY}
        entryOf={(path, index) => (
          <>
            <h3 className="entry-title">{text("ruleEditor.query", { label: labelAt(index) })}</h3>
            <Query path={path} />
          </>
        )}
      />
    </section>
  );
}

function Cases() {
  const text = useText();
  const { isOpen } = useDesk();
  return (
    <section className="card">
      <h2>
        {text("ruleEditor.cases")}{" "}
        <span className="dim field-note">{text("ruleEditor.casesHint")}</span>
      </h2>
      <Entries
        path="cases"
        addLabel={text("ruleEditor.addCase")}
        fresh={EMPTY_CASE}
        ordered
        entryOf={(path) => (
          <>
            <ChoiceField
              path={isOpen ? `${path}.status` : `${path}.customStatus`}
              label={text("ruleEditor.severity")}
              choices={severityChoices(text)}
              optional={!isOpen}
              always
            />
            <TextField path={`${path}.condition`} label={text("ruleEditor.condition")} code />
            <TextField path={`${path}.name`} label={text("ruleEditor.caseName")} />
            <ListField
              path={`${path}.notifications`}
              label={text("ruleEditor.notify")}
              hint="@team"
              always
            />
          </>
        )}
      />
    </section>
  );
}

function Options() {
  const text = useText();
  const { draft } = useDesk();
  const windows = windowChoices(text);
  return (
    <section className="card">
      <h2>{text("ruleEditor.options")}</h2>
      <div className="entry-fields">
        <ChoiceField
          path="options.evaluationWindow"
          label={text("ruleEditor.evaluationWindow")}
          choices={windows}
        />
        <ChoiceField
          path="options.keepAlive"
          label={text("ruleEditor.keepAlive")}
          choices={windows}
        />
        <ChoiceField
          path="options.maxSignalDuration"
          label={text("ruleEditor.maxSignalDuration")}
          choices={windows}
        />
        <MethodOptions method={methodOf(draft)} />
        <CheckField
          path="options.decreaseCriticalityBasedOnEnv"
          label={text("ruleEditor.decrease")}
          always
        />
      </div>
    </section>
  );
}

export function RuleForm() {
  const text = useText();
  const { draft, isOpen } = useDesk();
  return (
    <div className="rule-form" data-testid="rule-form">
      <Basics />
      {methodOf(draft) !== "third_party" && <Queries />}
      {methodOf(draft) !== "third_party" && <Cases />}
      <Options />
      <Schedule />
      <section className="card">
        <h2>{text("ruleEditor.message")}</h2>
        <TextField
          path={isOpen ? "message" : "customMessage"}
          label={text("ruleEditor.messageHint")}
          lines={8}
          wide
          always
        />
      </section>
    </div>
  );
}
