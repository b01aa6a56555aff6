/** What the access module takes from the store; re-exported by this module's door. */
export { type AccessStore, openAccessStore } from "./access-store.ts";
export type {
  AccessTables,
  AuditRow,
  EnrolledAgentRow,
  KeyKind,
  KeyRow,
  UserRow,
} from "./access-tables.ts";
