/**
 * The first bytes of a record stream: who wrote it and where the members of its records are.
 *
 *   0        8         12   16
 *   VIGILREC | version | n  | n bytes of JSON | records…
 */
import type { StreamLayout } from "#lib/event";
import { refuseStream } from "./errors.ts";
import type { Resume } from "./record-numbers.ts";

export const PREFACE_HEAD_BYTES = 16;
export const PREFACE_BYTES_MAX = 256 * 1024;
const MAGIC = "VIGILREC";
const VERSION = 1;
const ID_MAX = 0xffff;
const RECORD_SIZE_MAX = 16_384;
/** A sensor keeps fewer; see FORMERS_MAX. */
const GENERATIONS_MAX = 16;
const HOOKS_MAX = 256;
const UNNUMBERED_MAX = 64;
const ENFORCEMENTS = ["off", "observe", "on"] as const;

export type Hook = { name: string; attached: boolean; why: string };

/** One generation of programs that outlive their sensor. */
export type PinnedGeneration = { name: string; version: string; programs: number };
export type Pins = { dir: string; generations: PinnedGeneration[] };

export type Preface = {
  layout: StreamLayout;
  bootId: string;
  /** Nanoseconds between the epoch and CLOCK_BOOTTIME 0. */
  bootTimeNs: number;
  hostname: string;
  kernel: string;
  arch: string;
  sensorVersion: string;
  hooks: Hook[];
  pid: number;
  /** Whether the sensor kills when it is asked to; "off" of one that does not say. */
  enforcement: "off" | "observe" | "on";
  /** What it keeps in a BPF file system, its own generation last; undefined: nothing. */
  pins: Pins | undefined;
  /** Which numbers its records have; undefined of a capture and of a sensor that gives none. */
  resume: Resume | undefined;
};

function refuse(reason: string, cause?: unknown) {
  return refuseStream("SENSOR_STREAM_UNREADABLE", { reason }, cause);
}

/**
 * Length of the JSON that follows the head; the head has been read in full. Throws on a foreign
 * stream.
 */
export function prefaceLength(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, PREFACE_HEAD_BYTES);
  const magic = String.fromCharCode(...head.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw refuse("it does not begin with VIGILREC");
  const version = view.getUint32(8, true);
  if (version !== VERSION) throw refuse(`its version is ${version}, this build reads ${VERSION}`);
  const length = view.getUint32(12, true);
  if (length > PREFACE_BYTES_MAX) throw refuse(`its preface has ${length} bytes`);
  return length;
}

type Loose = Record<string, unknown>;

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 256) : "";
}

function isCount(value: unknown, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max;
}

function arePlaces(
  members: unknown,
  size: number,
): members is StreamLayout["records"][string]["members"] {
  if (!isObject(members)) return false;
  return Object.values(members).every((place) => {
    if (!Array.isArray(place) || place.length !== 3 || typeof place[2] !== "string") return false;
    return isCount(place[0], size) && isCount(place[1], size) && place[0] + place[1] <= size;
  });
}

function readLayout(value: unknown): StreamLayout {
  if (!isObject(value) || typeof value["hash"] !== "string" || !isObject(value["records"]))
    throw refuse("its preface has no layout");
  for (const [name, record] of Object.entries(value["records"])) {
    const isSound =
      isObject(record) &&
      isCount(record["id"], ID_MAX) &&
      isCount(record["size"], RECORD_SIZE_MAX) &&
      arePlaces(record["members"], record["size"]);
    if (!isSound) throw refuse(`the layout of its ${name.slice(0, 64)} records is malformed`);
  }
  return value as StreamLayout;
}

function readHooks(value: unknown): Hook[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isObject)
    .slice(0, HOOKS_MAX)
    .map((hook) => ({
      name: text(hook["name"]),
      attached: hook["attached"] === true,
      why: text(hook["why"]),
    }));
}

function readPins(value: unknown): Pins | undefined {
  if (!isObject(value) || !Array.isArray(value["generations"])) return undefined;
  const generations = value["generations"]
    .filter(isObject)
    .slice(-GENERATIONS_MAX)
    .map(({ name, version, programs }) => ({
      name: text(name),
      version: text(version),
      programs: Array.isArray(programs) ? programs.length : 0,
    }));
  return { dir: text(value["dir"]), generations };
}

function readResume(value: unknown): Resume | undefined {
  if (!isObject(value)) return undefined;
  const { series, first, acked, unnumbered } = value;
  const max = Number.MAX_SAFE_INTEGER;
  const isSound =
    isCount(series, max) && isCount(first, max) && isCount(acked, max) && Array.isArray(unnumbered);
  if (!isSound) throw refuse("its preface numbers records in no way that is known");
  const ids = unnumbered.slice(0, UNNUMBERED_MAX).filter((id): id is number => isCount(id, ID_MAX));
  return { series, first, acked, unnumbered: ids };
}

/**
 * Reads the JSON of a preface. Throws SENSOR_STREAM_UNREADABLE when layout or boot time cannot be
 * known.
 */
export function readPreface(json: string): Preface {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw refuse("its preface is not JSON", cause);
  }
  if (!isObject(value)) throw refuse("its preface is not an object");
  const bootTimeNs = Number(value["boot_time_ns"]);
  if (!Number.isFinite(bootTimeNs)) throw refuse("its preface has no boot time");
  return {
    layout: readLayout(value["layout"]),
    bootId: text(value["boot_id"]),
    bootTimeNs,
    hostname: text(value["hostname"]),
    kernel: text(value["kernel"]),
    arch: text(value["arch"]),
    sensorVersion: text(value["sensor_version"]),
    hooks: readHooks(value["hooks"]),
    enforcement: ENFORCEMENTS.find((word) => word === value["enforcement"]) ?? "off",
    pid: isCount(value["pid"], 2 ** 31) ? value["pid"] : 0,
    pins: readPins(value["pins"]),
    resume: readResume(value["resume"]),
  };
}
