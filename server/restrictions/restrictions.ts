/**
 * Who may change a rule or a suppression, beside having the permission to change any. A policy is a
 * versioned document under the id of what it restricts, so each change has its audit row. What has
 * no policy is not restricted.
 */
import type { Clock } from "#lib/base";
import {
  RESTRICTED_KINDS,
  RESTRICTION_PRINCIPALS_MAX,
  type RestrictedKind,
  type RestrictionBinding,
  type RestrictionPolicy,
} from "#lib/protocol";
import { type Access, type Person, ROLES } from "#server/access";
import { openCollection } from "#server/documents";
import type { Control } from "#server/store";
import { refuseRestriction } from "./errors.ts";

export const RESTRICTIONS_MAX = 20_000;

type Body = { bindings: RestrictionBinding[] };
export type RestrictionParts = {
  control: Control;
  access: Pick<Access, "audit" | "users">;
  clock: Clock;
};

/** What guards the changes of one kind of resources. */
export type Guard = {
  /** Throws RESOURCE_RESTRICTED when the person may not change the resource. */
  check(person: Person, id: string): void;
  /** The resource is gone, and so is its policy. */
  forget(person: Person, id: string): Promise<void>;
};

const NOUNS: Readonly<Record<RestrictedKind, string>> = {
  "security-rule": "rule",
  "security-suppression": "suppression",
};
const PRINCIPAL = /^(role|user|org):(.+)$/s;

const editorsOf = ({ bindings }: Body): string[] =>
  bindings.filter(({ relation }) => relation === "editor").flatMap(({ principals }) => principals);

function isAmong(person: Person, principals: readonly string[]): boolean {
  const own = [`user:${person.id}`, `role:${person.role}`];
  return principals.some((each) => each.startsWith("org:") || own.includes(each));
}

/** Kind and id of `security-rule:abc`; undefined for anything else. */
export function readResource(text: string): { kind: RestrictedKind; id: string } | undefined {
  const at = text.indexOf(":");
  const kind = RESTRICTED_KINDS.find((each) => each === text.slice(0, at));
  const id = text.slice(at + 1);
  return kind === undefined || id === "" ? undefined : { kind, id };
}

export type Restrictions = ReturnType<typeof openRestrictions>;

/** All policies, whose copy is empty until `refresh`. */
export function openRestrictions({ access, ...base }: RestrictionParts) {
  const documents = openCollection<Body>({
    ...{ ...base, access, name: "restriction_policies", noun: "restriction policy" },
    max: RESTRICTIONS_MAX,
  });

  const invalid = (reason: string) => refuseRestriction("RESTRICTION_INVALID", { reason });

  async function checkPrincipal(principal: string): Promise<void> {
    const [, type, id = ""] = PRINCIPAL.exec(principal) ?? [];
    if (type === undefined) throw invalid(`${principal.slice(0, 64)} is no role, user or org`);
    if (type === "role" && !ROLES.some((role) => role === id))
      throw invalid(`there is no role ${id.slice(0, 64)}`);
    if (type === "user" && (await access.users.find(id)) === undefined)
      throw invalid(`there is no user ${id.slice(0, 64)}`);
  }

  async function checkBindings(bindings: readonly RestrictionBinding[]): Promise<void> {
    for (const { relation, principals } of bindings) {
      if (relation !== "editor" && relation !== "viewer")
        throw invalid(`there is no relation ${relation}`);
      for (const principal of principals) await checkPrincipal(principal);
      // Whoever may read rules reads all of them; a promise that is not kept is not taken.
      if (relation === "viewer" && !principals.some((each) => each.startsWith("org:")))
        throw invalid("reading cannot be restricted; let viewer be org:ANY or leave it out");
    }
    const editors = editorsOf({ bindings: [...bindings] });
    if (editors.length === 0) throw invalid("it has no editor");
    if (editors.length > RESTRICTION_PRINCIPALS_MAX)
      throw invalid(`it has more than ${RESTRICTION_PRINCIPALS_MAX} editors`);
  }

  function mayEdit(person: Person, resource: string): boolean {
    const policy = documents.get(resource);
    return policy === undefined || isAmong(person, editorsOf(policy.body));
  }

  function refuseOthers(person: Person, kind: RestrictedKind, id: string): void {
    const resource = `${kind}:${id}`;
    if (mayEdit(person, resource)) return;
    const editors = editorsOf(documents.need(resource).body)
      .map((each) => each.replace(/^role:/, "the role "))
      .map((each) => each.replace(/^user:.*$/s, "the users it names"));
    const named = [...new Set(editors)].join(" and ");
    throw refuseRestriction("RESOURCE_RESTRICTED", { editors: named, noun: NOUNS[kind] });
  }

  const shown = (person: Person, resource: string): RestrictionPolicy => ({
    ...{ id: resource, type: "restriction_policy" },
    attributes: {
      bindings: documents.get(resource)?.body.bindings ?? [],
      may_edit: mayEdit(person, resource),
    },
  });

  /** Whoever looks after accounts changes any policy; nobody is locked out for good. */
  function refuseChange(person: Person, kind: RestrictedKind, id: string): void {
    if (!person.permissions.has("user_access_manage")) refuseOthers(person, kind, id);
  }

  async function drop(person: Person, kind: RestrictedKind, id: string): Promise<void> {
    const resource = `${kind}:${id}`;
    if (documents.get(resource) !== undefined) await documents.remove(person, resource);
  }

  return {
    refresh: () => documents.refresh(),
    show: (person: Person, kind: RestrictedKind, id: string) => shown(person, `${kind}:${id}`),

    /**
     * Throws RESOURCE_RESTRICTED, RESTRICTION_INVALID, RESTRICTION_LOCKOUT and DOCUMENTS_TOO_MANY.
     */
    async set(
      person: Person,
      { kind, id }: { kind: RestrictedKind; id: string },
      { bindings, allowLockout }: { bindings: RestrictionBinding[]; allowLockout: boolean },
    ): Promise<RestrictionPolicy> {
      refuseChange(person, kind, id);
      await checkBindings(bindings);
      if (!allowLockout && !isAmong(person, editorsOf({ bindings })))
        throw refuseRestriction("RESTRICTION_LOCKOUT");
      const resource = `${kind}:${id}`;
      if (documents.get(resource) === undefined)
        await documents.create(person, resource, { bindings });
      else await documents.change(person, resource, () => ({ bindings }));
      return shown(person, resource);
    },

    /** Takes the policy away, if there is one. Throws RESOURCE_RESTRICTED. */
    async remove(person: Person, kind: RestrictedKind, id: string): Promise<void> {
      refuseChange(person, kind, id);
      await drop(person, kind, id);
    },

    guard: (kind: RestrictedKind): Guard => ({
      check: (person, id) => refuseOthers(person, kind, id),
      forget: (person, id) => drop(person, kind, id),
    }),
  };
}
