/**
 * The contract in TypeScript: views over records, the field table, the event JSON, and what
 * follows from them.
 */
export { formatAddress, isPublicAddress } from "./address.ts";
export { NO_ALTERNATIVES } from "./derive.ts";
export { dnsAnswers, parseDns } from "./dns.ts";
export type { Field, FieldOperators, FieldOrigin, FieldTable, FieldType } from "./field-table.ts";
export { alternativesOf } from "./field-table.ts";
export { constantName, flagNames } from "./format.ts";
export { CONSTANT_GROUP_BRIEFS, CONSTANT_GROUPS } from "./generated/constants.ts";
export { FACETS } from "./generated/facets.ts";
export { RULE_EVENTS, UNDELIVERED_EVENTS } from "./generated/fields.ts";
export { CONTROLS, LAYOUT, RECORD_FLAGS } from "./generated/layout.ts";
export { ProcessFields, writeFile, writeInterpreterFile } from "./generated/process.ts";
export { eventJson, processJson } from "./generated/serialize.ts";
export type { EventName, EventView, Resolvers } from "./generated/views.ts";
export {
  CanaryView,
  CapabilitiesView,
  ChmodView,
  ConnectView,
  DnsView,
  EVENT_NAMES,
  ExecView,
  ExitView,
  ForkView,
  LostView,
  OpenView,
  ReadyView,
  SnapshotView,
  StatsView,
  ThrottleView,
  UtimesView,
  VIEWS,
} from "./generated/views.ts";
export type { ControlLayouts, RecordLayout, Reshape, StreamLayout } from "./layout.ts";
export { createReshape } from "./layout.ts";
export type { Chunk } from "./record-view.ts";
export { RecordView } from "./record-view.ts";
export { FIELD_TABLE, FIELDS } from "./table.ts";
