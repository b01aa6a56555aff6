/**
 * Which record is which, over lives of the agent: the sensor numbers what it sends, and the next
 * agent is sent again what none has acknowledged. Here is told what to do with each record, and up
 * to which number everything that matched is on disk.
 */
import { type EventName, LAYOUT } from "#lib/event";

/** What a stream's preface says of the numbers; undefined of a capture. */
export type Resume = {
  /** Numbers are of a series; a sensor that starts with new rings begins another. */
  series: number;
  /** Number of the first record behind `ready`. */
  first: number;
  /** Everything before it was acknowledged by this agent or an earlier one. */
  acked: number;
  /** Ids of records that have no number. */
  unnumbered: readonly number[];
};

/**
 * judge: it is for the rules. learn: an earlier agent judged it, but this one needs to know the
 * process. skip: this agent has seen it.
 */
export type Verdict = "judge" | "learn" | "skip";

export type RecordNumbers = {
  /** A new stream begins. Returns how many records neither this agent nor an earlier one judged. */
  begin(resume: Resume | undefined): number;
  /** Takes note of the next record, by its type's id, readable or not. */
  next(type: number): Verdict;
  /** Series of the stream; undefined when its records have no numbers. */
  readonly series: number | undefined;
  /** Number of the record that next() was last called for; undefined of one without. */
  readonly number: number | undefined;
  /** The record has something that is not on disk yet; call what is returned when it is. */
  hold(): () => void;
  /** Number of the first record that is not covered yet; 0 while none can be. */
  readonly covered: number;
  /** Number of the next record. */
  readonly position: number;
};

const READY = LAYOUT.records["ready" satisfies EventName]?.id ?? 0;
const NOTHING = () => {};

class Numbers implements RecordNumbers {
  series: number | undefined;
  number: number | undefined;
  position = 0;
  #acked = 0;
  /** First number that this agent has not seen. */
  #unseen = 0;
  #unnumbered = new Set<number>();
  #isReady = false;
  /** How much is held of each record, by ascending number. */
  #held = new Map<number, number>();

  begin(resume: Resume | undefined): number {
    this.number = undefined;
    this.#isReady = false;
    const isSame = resume !== undefined && resume.series === this.series;
    this.series = resume?.series;
    if (!isSame) {
      this.#held = new Map();
      this.#unseen = 0;
    }
    if (!resume) return 0;
    this.position = resume.first;
    this.#acked = resume.acked;
    this.#unnumbered = new Set(resume.unnumbered);
    const judged = Math.max(resume.acked, this.#unseen);
    return Math.max(0, resume.first - judged);
  }

  next(type: number): Verdict {
    this.number = undefined;
    if (this.series === undefined) return "judge";
    if (type === READY) this.#isReady = true;
    if (!this.#isReady || this.#unnumbered.has(type)) return "judge";
    const number = this.position;
    this.position += 1;
    if (number < this.#unseen) return "skip";
    this.number = number;
    this.#unseen = this.position;
    return number < this.#acked ? "learn" : "judge";
  }

  hold(): () => void {
    const { number } = this;
    const held = this.#held;
    if (number === undefined) return NOTHING;
    held.set(number, (held.get(number) ?? 0) + 1);
    return () => {
      const left = (held.get(number) ?? 1) - 1;
      if (left === 0) held.delete(number);
      else held.set(number, left);
    };
  }

  get covered(): number {
    if (this.series === undefined || !this.#isReady) return 0;
    const oldest = this.#held.keys().next();
    return oldest.done ? this.position : Math.min(oldest.value, this.position);
  }
}

export function createRecordNumbers(): RecordNumbers {
  return new Numbers();
}
