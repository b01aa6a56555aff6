/** Where commands write. Injected, so that tests read what a user would. */

export type Output = {
  /** Whether results are printed as JSON. */
  readonly json: boolean;
  /** A result for people; silent when JSON was asked for. */
  line(text?: string): void;
  /** The result for programs; silent unless JSON was asked for. */
  result(value: unknown): void;
  /** Progress and warnings, on stderr. */
  note(text: string): void;
  /** Names a step that is about to run; the returned function says how it ended. */
  step(name: string): (outcome: string) => void;
};

type Streams = { stdout: (text: string) => void; stderr: (text: string) => void };

/** Output to the given streams; `colour` allows terminal colours on stderr. */
export function createOutput(
  json: boolean,
  streams: Streams,
  now: () => number,
  colour: boolean,
): Output {
  const dim = (text: string) => (colour ? `\u001b[2m${text}\u001b[0m` : text);
  return {
    json,
    line: (text = "") => {
      if (!json) streams.stdout(`${text}\n`);
    },
    result: (value) => {
      if (json) streams.stdout(`${JSON.stringify(value)}\n`);
    },
    note: (text) => streams.stderr(`${text}\n`),
    step: (name) => {
      const started = now();
      if (colour) streams.stderr(`  ${name} …`);
      return (outcome) => {
        const seconds = ((now() - started) / 1000).toFixed(1);
        const line = `  ${name.padEnd(34)} ${outcome} ${dim(`${seconds} s`)}`;
        streams.stderr(`${colour ? "\r\u001b[2K" : ""}${line}\n`);
      };
    },
  };
}
