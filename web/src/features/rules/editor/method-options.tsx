/** What each detection method asks beyond searches and cases. */
import {
  BUCKET_SECONDS,
  type DetectionMethod,
  LEARNING_HOURS,
  SEVERITIES,
  WINDOW_SECONDS,
} from "#lib/protocol";
import {
  CheckField,
  type Choice,
  ChoiceField,
  ListField,
  NumberField,
  TextField,
} from "../../../ui/form/fields.tsx";
import { formatSpan } from "../../../ui/format.ts";
import { type Text, useText } from "../../../ui/text/index.tsx";
import { NamedEntries } from "./list-parts.tsx";

export const windowChoices = (text: Text): Choice[] =>
  WINDOW_SECONDS.map((value) => ({ value, label: formatSpan(value, text) }));
export const severityChoices = (text: Text): Choice[] =>
  SEVERITIES.map((value) => ({ value, label: text(`severity.${value}`) }));

const numbers = (values: readonly (number | string)[]): Choice[] =>
  values.map((value) => ({ value, label: String(value) }));

function NewValue() {
  const text = useText();
  const path = "options.newValueOptions";
  return (
    <>
      <ChoiceField
        path={`${path}.learningMethod`}
        label={text("ruleEditor.learningMethod")}
        choices={numbers(["duration", "threshold"])}
      />
      <NumberField path={`${path}.learningDuration`} label={text("ruleEditor.learningDuration")} />
      <ChoiceField
        path={`${path}.learningThreshold`}
        label={text("ruleEditor.learningThreshold")}
        choices={numbers([0, 1])}
      />
      <NumberField path={`${path}.forgetAfter`} label={text("ruleEditor.forgetAfter")} />
      <CheckField
        path={`${path}.instantaneousBaseline`}
        label={text("ruleEditor.instantaneousBaseline")}
      />
    </>
  );
}

function Anomaly() {
  const text = useText();
  const path = "options.anomalyDetectionOptions";
  return (
    <>
      <ChoiceField
        path={`${path}.bucketDuration`}
        label={text("ruleEditor.bucketDuration")}
        choices={numbers(BUCKET_SECONDS)}
      />
      <ChoiceField
        path={`${path}.learningDuration`}
        label={text("ruleEditor.learningHours")}
        choices={numbers(LEARNING_HOURS)}
      />
      <ChoiceField
        path={`${path}.detectionTolerance`}
        label={text("ruleEditor.detectionTolerance")}
        choices={numbers([1, 2, 3, 4, 5])}
      />
      <CheckField
        path={`${path}.instantaneousBaseline`}
        label={text("ruleEditor.instantaneousBaseline")}
      />
    </>
  );
}

function ContentAnomaly() {
  const text = useText();
  const path = "options.anomalyThresholdOptions";
  return (
    <>
      <NumberField path={`${path}.learningDuration`} label={text("ruleEditor.learningDuration")} />
      <NumberField path={`${path}.forgetAfter`} label={text("ruleEditor.forgetAfter")} />
      <NumberField
        path={`${path}.similarityPercentage`}
        label={text("ruleEditor.similarityPercentage")}
      />
      <NumberField path={`${path}.similarItems`} label={text("ruleEditor.similarItems")} />
    </>
  );
}

function Travel() {
  const text = useText();
  const path = "options.impossibleTravelOptions";
  return (
    <>
      <NumberField
        path={`${path}.baselineUserLocationsDuration`}
        label={text("ruleEditor.baselineDays")}
      />
      <CheckField
        path={`${path}.baselineUserLocations`}
        label={text("ruleEditor.baselineUserLocations")}
      />
      <CheckField
        path={`${path}.detectIpTransition`}
        label={text("ruleEditor.detectIpTransition")}
      />
    </>
  );
}

function ThirdParty() {
  const text = useText();
  const path = "options.thirdPartyRuleOptions";
  return (
    <>
      <ChoiceField
        path={`${path}.defaultStatus`}
        label={text("ruleEditor.defaultStatus")}
        choices={severityChoices(text)}
        optional
      />
      <TextField path={`${path}.signalTitleTemplate`} label={text("ruleEditor.titleTemplate")} />
      <NamedEntries
        title={text("ruleEditor.rootQueries")}
        path={`${path}.rootQueries`}
        addLabel={text("ruleEditor.addRoot")}
        fresh={{ query: "", groupByFields: [] }}
        entryOf={(own) => (
          <>
            <TextField path={`${own}.query`} label={text("ruleEditor.queryText")} code wide />
            <ListField
              path={`${own}.groupByFields`}
              label={text("ruleEditor.groupBy")}
              hint={text("ruleEditor.groupByHint")}
            />
          </>
        )}
      />
      <NamedEntries
        title={text("ruleEditor.thirdPartyCases")}
        path="thirdPartyCases"
        addLabel={text("ruleEditor.addCase")}
        fresh={{ name: "", status: "medium", query: "", notifications: [] }}
        ordered
        entryOf={(own) => (
          <>
            <ChoiceField
              path={`${own}.status`}
              label={text("ruleEditor.severity")}
              choices={severityChoices(text)}
            />
            <TextField path={`${own}.name`} label={text("ruleEditor.caseName")} />
            <TextField path={`${own}.query`} label={text("ruleEditor.queryText")} code wide />
          </>
        )}
      />
    </>
  );
}

function Sequence() {
  const text = useText();
  const path = "options.sequenceDetectionOptions";
  return (
    <>
      <NamedEntries
        title={text("ruleEditor.steps")}
        path={`${path}.steps`}
        addLabel={text("ruleEditor.addStep")}
        fresh={{ name: "", condition: "a > 0", evaluationWindow: 300 }}
        entryOf={(own) => (
          <>
            <TextField path={`${own}.name`} label={text("ruleEditor.stepName")} code />
            <TextField path={`${own}.condition`} label={text("ruleEditor.condition")} code />
            <ChoiceField
              path={`${own}.evaluationWindow`}
              label={text("ruleEditor.within")}
              choices={windowChoices(text)}
            />
          </>
        )}
      />
      <NamedEntries
        title={text("ruleEditor.transitions")}
        path={`${path}.stepTransitions`}
        addLabel={text("ruleEditor.addTransition")}
        fresh={{ parent: "", child: "", evaluationWindow: 900 }}
        entryOf={(own) => (
          <>
            <TextField path={`${own}.parent`} label={text("ruleEditor.parent")} code />
            <TextField path={`${own}.child`} label={text("ruleEditor.child")} code />
            <ChoiceField
              path={`${own}.evaluationWindow`}
              label={text("ruleEditor.within")}
              choices={windowChoices(text)}
            />
          </>
        )}
      />
    </>
  );
}

function BuiltIn() {
  const text = useText();
  return (
    <ChoiceField
      path="options.hardcodedEvaluatorType"
      label={text("ruleEditor.evaluator")}
      choices={numbers(["log4shell"])}
    />
  );
}

const FORMS: Readonly<Partial<Record<DetectionMethod, () => React.JSX.Element>>> = {
  new_value: NewValue,
  anomaly_detection: Anomaly,
  anomaly_threshold: ContentAnomaly,
  impossible_travel: Travel,
  third_party: ThirdParty,
  sequence_detection: Sequence,
  hardcoded: BuiltIn,
};

export function MethodOptions({ method }: { method: DetectionMethod }) {
  const Form = FORMS[method];
  return Form ? <Form /> : null;
}
