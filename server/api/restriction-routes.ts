/** Who may change a rule or a suppression. */
import Type from "typebox";
import {
  RESTRICTION_POLICY_PATH,
  RestrictionPolicyAnswer,
  RestrictionPolicyUpdate,
} from "#lib/protocol";
import { type Permission, type Person, requirePermission } from "#server/access";
import { type Restrictions, readResource } from "#server/restrictions";
import type { RuleCatalog } from "#server/rules";
import type { Tuning } from "#server/tuning";
import { refuseApi } from "./errors.ts";
import { type App, personOf } from "./route.ts";

const tags = ["restrictions"];
const url = `${RESTRICTION_POLICY_PATH}/:resource_id`;
const Params = Type.Object({ resource_id: Type.String({ minLength: 1, maxLength: 192 }) });

type Desk = { restrictions: Restrictions; rules: RuleCatalog; tuning: Tuning };

/**
 * The resource of an address, which must exist and which the person may read or write. Throws
 * API_QUERY_INVALID, RULE_UNKNOWN, DOCUMENT_UNKNOWN and ACCESS_FORBIDDEN.
 */
function resourceOf({ rules, tuning }: Desk, person: Person, text: string, verb: "read" | "write") {
  const resource = readResource(text);
  if (resource === undefined)
    throw refuseApi("API_QUERY_INVALID", {
      reason: "it names neither security-rule:ID nor security-suppression:ID",
    });
  const noun = resource.kind === "security-rule" ? "rules" : "suppressions";
  requirePermission(person, `security_monitoring_${noun}_${verb}` satisfies Permission);
  if (resource.kind === "security-rule") rules.need(resource.id);
  else tuning.suppressions.get(resource.id);
  return resource;
}

export function restrictionRoutes(app: App, desk: Desk): void {
  const { restrictions } = desk;
  app.route({
    method: "GET",
    url,
    config: { access: "signed-in" },
    schema: {
      summary: "Who may change a rule or a suppression",
      description: "Of security-rule:ID or security-suppression:ID, for those who may read it.",
      tags,
      params: Params,
      response: { 200: RestrictionPolicyAnswer },
    },
    async handler(request) {
      const person = personOf(request);
      const { kind, id } = resourceOf(desk, person, request.params.resource_id, "read");
      return { data: restrictions.show(person, kind, id) };
    },
  });
  app.route({
    method: "POST",
    url,
    config: { access: "signed-in" },
    schema: {
      summary: "Say who may change a rule or a suppression",
      description:
        "By those who may change it now, and by those with user_access_manage. Refused when it " +
        "would lock out who sends it, unless allow_self_lockout is true.",
      tags,
      params: Params,
      querystring: Type.Object({ allow_self_lockout: Type.Optional(Type.Boolean()) }),
      body: RestrictionPolicyUpdate,
      response: { 200: RestrictionPolicyAnswer },
    },
    async handler(request) {
      const person = personOf(request);
      const resource = resourceOf(desk, person, request.params.resource_id, "write");
      const { id, attributes } = request.body.data;
      if (id !== undefined && id !== request.params.resource_id)
        throw refuseApi("API_BODY_INVALID", { reason: "data.id is not the id in the address" });
      const { allow_self_lockout: allowLockout = false } = request.query;
      const wanted = { bindings: attributes.bindings, allowLockout };
      return { data: await restrictions.set(person, resource, wanted) };
    },
  });
  app.route({
    method: "DELETE",
    url,
    config: { access: "signed-in" },
    schema: {
      summary: "Let everybody with the permission change a rule or a suppression again",
      tags,
      params: Params,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      const person = personOf(request);
      const { kind, id } = resourceOf(desk, person, request.params.resource_id, "write");
      await restrictions.remove(person, kind, id);
      return reply.code(204).send(null);
    },
  });
}
