/** Sample events for the searches of a draft, tried by the server as the stream would be. */
import { ActionIcon, Button } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { RuleQueryPayload } from "#lib/protocol";
import { type RuleDraft, testRule } from "../../../api/rules.ts";
import { useDesk } from "../../../ui/form/fields.tsx";
import { listAt, readPath } from "../../../ui/form/paths.ts";
import { useTell } from "../../../ui/tell.ts";
import { useText } from "../../../ui/text/index.tsx";

/** A result is of one draft. */
type Result = { draft: RuleDraft; passed: boolean };
type Sample = { index: number; expected: boolean; json: string; result?: Result };

const FRESH = `{
  "ddsource": "sshd",
  "hostname": "web-1",
  "message": "Failed password for root from 203.0.113.9"
}`;
const SAMPLES_MAX = 20;

function payloadOf({ index, expected, json }: Sample): RuleQueryPayload | undefined {
  try {
    const payload = JSON.parse(json) as unknown;
    if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return undefined;
    return { index, expectedResult: expected, payload: payload as Record<string, unknown> };
  } catch {
    // Half-written JSON is shown as such beside the sample.
    return undefined;
  }
}

type SampleParts = {
  sample: Sample;
  passed: boolean | undefined;
  labels: readonly string[];
  onChange: (change: Partial<Sample>) => void;
  onRemove: () => void;
};

function SampleEntry({ sample, passed, labels, onChange, onRemove }: SampleParts) {
  const text = useText();
  const isBroken = payloadOf(sample) === undefined;
  return (
    <div className="sample" data-testid="sample">
      <div className="sample-head">
        <select
          className="field-select"
          aria-label={text("ruleEditor.queryText")}
          value={sample.index}
          onChange={(event) => onChange({ index: Number(event.currentTarget.value) })}
        >
          {labels.map((label, index) => (
            <option key={label} value={index}>
              {label}
            </option>
          ))}
        </select>
        <label className="field-check">
          <input
            type="checkbox"
            checked={sample.expected}
            onChange={(event) => onChange({ expected: event.currentTarget.checked })}
          />
          {text("ruleEditor.expected")}
        </label>
        {passed !== undefined && (
          <span className="health" data-tone={passed ? "good" : "bad"} data-testid="sample-result">
            {text(passed ? "ruleEditor.passed" : "ruleEditor.failed")}
          </span>
        )}
        {isBroken && (
          <span className="tone" data-tone="bad">
            {text("ruleEditor.sampleBroken")}
          </span>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={text("ruleEditor.remove")}
          onClick={onRemove}
        >
          <IconTrash size={14} />
        </ActionIcon>
      </div>
      <textarea
        rows={5}
        className="mono"
        value={sample.json}
        spellCheck={false}
        aria-label={text("ruleEditor.samplesHint")}
        aria-invalid={isBroken}
        onChange={(event) => onChange({ json: event.currentTarget.value })}
      />
    </div>
  );
}

export function Samples() {
  const text = useText();
  const tell = useTell();
  const { draft } = useDesk();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const labels = listAt(draft, "queries").map((query, index) =>
    String(readPath(query, "name") || String.fromCharCode(97 + index)),
  );
  const payloads = samples.map(payloadOf).filter((payload) => payload !== undefined);
  const run = async () => {
    try {
      const results = await testRule(draft, payloads);
      // What was changed while the server tried has no result.
      setSamples((now) =>
        now.map((sample, at) =>
          sample === samples[at]
            ? { ...sample, result: { draft, passed: results[at] === true } }
            : sample,
        ),
      );
    } catch (error) {
      tell.failed(error);
    }
  };
  const change = (at: number, changed: Partial<Sample>) =>
    setSamples(
      samples.map((sample, index) => {
        if (index !== at) return sample;
        const { result: _, ...rest } = { ...sample, ...changed };
        return rest;
      }),
    );
  return (
    <section className="card">
      <div className="card-head">
        <h2>{text("ruleEditor.samples")}</h2>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          disabled={samples.length >= SAMPLES_MAX || labels.length === 0}
          onClick={() => setSamples([...samples, { index: 0, expected: true, json: FRESH }])}
          data-testid="add-sample"
        >
          {text("ruleEditor.addSample")}
        </Button>
        <Button
          size="compact-xs"
          disabled={samples.length === 0 || payloads.length < samples.length}
          onClick={() => void run()}
          data-testid="run-samples"
        >
          {text("ruleEditor.runSamples")}
        </Button>
      </div>
      <p className="dim">{text("ruleEditor.samplesHint")}</p>
      {samples.map((sample, index) => (
        <SampleEntry
          // biome-ignore lint/suspicious/noArrayIndexKey: results belong to places.
          key={index}
          sample={sample}
          passed={sample.result?.draft === draft ? sample.result.passed : undefined}
          labels={labels}
          onChange={(changed) => change(index, changed)}
          onRemove={() => setSamples(samples.filter((_, at) => at !== index))}
        />
      ))}
    </section>
  );
}
