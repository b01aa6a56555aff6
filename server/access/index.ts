/**
 * Who may do what: accounts, sessions, keys, agents' enrolment, permissions and the audit trail.
 */
export { type Access, type AccessOptions, openAccess, type Shown } from "./access.ts";
export type { EnrolledAgentEntry, EnrollmentRequest } from "./enrollment.ts";
export { refuseAccess } from "./errors.ts";
export type { Key, NewKey } from "./keys.ts";
export { PERMISSIONS, type Permission, ROLES, type Role } from "./permissions.ts";
export {
  type EnrolledAgent,
  type Person,
  type Principal,
  requirePermission,
  type Sender,
} from "./principal.ts";
export { type RandomBytes, randomSecretBytes } from "./secret.ts";
export { SESSION_AGE_MS_MAX } from "./sessions.ts";
export type { UserEntry } from "./users.ts";
