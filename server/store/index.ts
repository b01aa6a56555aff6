/**
 * The only module that speaks SQL: events in ClickHouse, everything else in the control database.
 */
export * from "./access-door.ts";
export type { Control, ControlDb, ControlTransaction } from "./control.ts";
export { openControl } from "./control.ts";
export type { CollectionStep, DocumentChange, DocumentKey } from "./document-store.ts";
export {
  addDocument,
  changeDocument,
  collectionHistory,
  deleteDocument,
  documentRevision,
  listDocuments,
  listDocumentVersions,
  readDocument,
} from "./document-store.ts";
export type { DocumentRow, DocumentVersionRow } from "./document-tables.ts";
export type { EntityAsk, EntityScore } from "./entity-store.ts";
export { scoreEntities } from "./entity-store.ts";
export { refuseStore } from "./errors.ts";
export type { EventRow } from "./event-rows.ts";
export { EVENT_SOURCE, shareLeaves } from "./event-rows.ts";
export { RETENTION_DAYS_DEFAULT, RETENTION_DAYS_MAX } from "./event-schema.ts";
export type { EventStore, StoredEvent, StoreStatus } from "./event-store.ts";
export { openEventStore } from "./event-store.ts";
export { hitKey } from "./hit-store.ts";
export type { IntakeTotals, StreamKey } from "./intake-store.ts";
export {
  advanceStream,
  createStream,
  intakeTotals,
  readStreams,
  takeStream,
} from "./intake-store.ts";
export type { JobClaim, RunState } from "./job-store.ts";
export {
  cancelJob,
  changeOwnJob,
  claimJob,
  countJobs,
  deleteJob,
  forgetRuns,
  insertJob,
  listJobs,
  listResults,
  listRunStates,
  listRuns,
  readJob,
  readResults,
  replaceResults,
} from "./job-store.ts";
export type { JobResultRow, JobRow } from "./job-tables.ts";
export { forgetLogBatches, knownLogBatches, recordLogBatches } from "./log-batch-store.ts";
export type { LogRow } from "./log-rows.ts";
export { flatLog, LOG_ID_PREFIX, RESERVED_NAMES } from "./log-rows.ts";
export type { RecordKind } from "./record-places.ts";
export type {
  Aggregation,
  Bucket,
  Compute,
  GroupBy,
  RecordCriteria,
  RecordPlace,
  SeriesPoint,
  StoredRecord,
} from "./record-store.ts";
export type { ReferenceRow } from "./reference-store.ts";
export {
  countUploads,
  deleteReferenceRows,
  deleteUpload,
  listReferenceRows,
  putUploadPart,
  readReferenceRows,
  readUpload,
  referenceSize,
  upsertReferenceRows,
} from "./reference-store.ts";
export type { AttackCountRow } from "./signal-attack.ts";
export { countAttack } from "./signal-attack.ts";
export type { Expired } from "./signal-expiry.ts";
export { deleteExpiredSignals, EXPIRED_SIGNALS_MAX, noteExpiry } from "./signal-expiry.ts";
export { countSignalFacets, FACET_PATHS } from "./signal-facets.ts";
export type { SignalCriteria, SignalPlace } from "./signal-search.ts";
export { searchSignalRows } from "./signal-search.ts";
export type { SampleKey, SignalChange, SignalSpanRow } from "./signal-store.ts";
export {
  addHistory,
  changeSamples,
  closeSignals,
  findOpen,
  findSpans,
  insertSignal,
  readHistory,
  readSampleKeys,
  readSamples,
  readSignal,
  readSignals,
  touchSignal,
  updateSignal,
  updateTriage,
} from "./signal-store.ts";
export type { SignalHistoryRow, SignalRow, SignalSampleRow } from "./signal-tables.ts";
export type { SignalGrouping, SignalMeasure, SignalSpreadRow } from "./signal-times.ts";
export { measureSignals } from "./signal-times.ts";
