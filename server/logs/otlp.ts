/**
 * Logs of the OpenTelemetry protocol, protobuf and JSON, as objects that other senders could have
 * written. Only the fields that are used are described; others are skipped as the format allows.
 */
import protobuf from "protobufjs";
import { expandDots, isTree, type Tree } from "./draft.ts";
import { refuseLogs } from "./errors.ts";

/** opentelemetry/proto/collector/logs/v1, by field numbers. */
const PROTO = `syntax = "proto3";
message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
message Scope { string name = 1; string version = 2; }
message LogRecord {
  fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3;
  AnyValue body = 5; repeated KeyValue attributes = 6; fixed32 flags = 8;
  bytes trace_id = 9; bytes span_id = 10; fixed64 observed_time_unix_nano = 11;
  string event_name = 12;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value {
  string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
  ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }`;

const request = protobuf.parse(PROTO).root.lookupType("ExportLogsServiceRequest");
const VALUE_DEPTH_MAX = 20;
/** Severity numbers come in steps of four. */
const STATUSES = ["debug", "debug", "info", "warn", "error", "critical"];

export const OTLP_LOGS_MAX = 10_000;

function listOf(value: unknown): Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

function anyValue(value: unknown, depth: number): unknown {
  if (!isTree(value) || depth > VALUE_DEPTH_MAX) return null;
  if ("stringValue" in value) return value["stringValue"];
  if ("boolValue" in value) return value["boolValue"];
  if ("intValue" in value) {
    const number = Number(value["intValue"]);
    return Number.isSafeInteger(number) ? number : String(value["intValue"]);
  }
  if ("doubleValue" in value) return Number(value["doubleValue"]);
  const { arrayValue, kvlistValue, bytesValue } = value;
  if (isTree(arrayValue))
    return listOf(arrayValue["values"]).map((item) => anyValue(item, depth + 1));
  if (isTree(kvlistValue)) return pairs(kvlistValue["values"], depth + 1);
  return bytesValue === undefined ? null : textOfBytes(bytesValue);
}

function textOfBytes(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
}

function pairs(value: unknown, depth: number): Tree {
  const tree: Tree = {};
  for (const { key, value: item } of listOf(value))
    if (typeof key === "string" && key !== "__proto__") tree[key] = anyValue(item, depth);
  return tree;
}

function idOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value ?? "");
}

function timeOf(record: Tree): number | undefined {
  for (const name of ["timeUnixNano", "observedTimeUnixNano"]) {
    const nanos = String(record[name] ?? "0");
    if (/^\d{13,20}$/.test(nanos)) return Number(BigInt(nanos) / 1_000_000n);
  }
  return undefined;
}

function logOf(resource: Tree, scope: unknown, record: Tree): Tree {
  const body = anyValue(record["body"], 0);
  const attributes = expandDots({ ...resource, ...pairs(record["attributes"], 0) });
  const severity = Number(record["severityNumber"] ?? 0);
  const status = severity > 0 ? STATUSES[Math.min(5, (severity - 1) >> 2)] : record["severityText"];
  const text = (name: string) => {
    const value = resource[name];
    return typeof value === "string" ? value : undefined;
  };
  const environment = text("deployment.environment.name") ?? text("deployment.environment");
  const name = isTree(scope) ? scope["name"] : undefined;
  const trace = { trace_id: idOf(record["traceId"]), span_id: idOf(record["spanId"]) };
  const otel = { ...trace, scope: name, event_name: record["eventName"] };
  const said = Object.entries(otel).filter(([, value]) => value !== undefined && value !== "");
  return {
    ...attributes,
    ...(isTree(body) ? body : { message: typeof body === "string" ? body : JSON.stringify(body) }),
    otel: Object.fromEntries(said),
    ddsource: text("log.source") ?? "otlp",
    ...(text("service.name") === undefined ? {} : { service: text("service.name") }),
    ...(text("host.name") === undefined ? {} : { host: text("host.name") }),
    ...(status === undefined || status === "" ? {} : { status }),
    ...(environment === undefined ? {} : { ddtags: `env:${environment}` }),
    ...(timeOf(record) === undefined ? {} : { timestamp: timeOf(record) }),
  };
}

/** The logs of a request as an object with the names of OTLP's JSON. */
function logsOf(value: unknown): Tree[] {
  const logs: Tree[] = [];
  if (!isTree(value)) throw refuseLogs("LOGS_BODY_INVALID", { reason: "it is no OTLP request" });
  for (const { resource, scopeLogs } of listOf(value["resourceLogs"])) {
    const shared = isTree(resource) ? pairs(resource["attributes"], 0) : {};
    for (const { scope, logRecords } of listOf(scopeLogs))
      for (const record of listOf(logRecords)) {
        if (logs.length >= OTLP_LOGS_MAX) throw refuseLogs("LOGS_TOO_MANY", { max: OTLP_LOGS_MAX });
        logs.push(logOf(shared, scope, record));
      }
  }
  return logs;
}

/** Logs of a protobuf request. Throws LOGS_BODY_INVALID and LOGS_TOO_MANY. */
export function readOtlp(bytes: Uint8Array): Tree[] {
  let message: protobuf.Message;
  try {
    message = request.decode(bytes);
  } catch (error) {
    throw refuseLogs("LOGS_BODY_INVALID", { reason: "it is no OTLP request" }, error);
  }
  return logsOf(request.toObject(message, { longs: String, arrays: true }));
}

/** Logs of a JSON request. Throws LOGS_BODY_INVALID and LOGS_TOO_MANY. */
export function readOtlpJson(bytes: Uint8Array): Tree[] {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    throw refuseLogs("LOGS_BODY_INVALID", { reason: "it is not JSON" }, error);
  }
  return logsOf(value);
}
