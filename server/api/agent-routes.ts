/** Agents and their health, as people see them. */
import Type from "typebox";
import { AGENTS_PATH, AgentAnswer, AgentPage } from "#lib/protocol";
import type { Access } from "#server/access";
import type { Roster } from "./roster.ts";
import { type App, personOf } from "./route.ts";

const tags = ["agents"];
const IdParams = Type.Object({ agent_id: Type.String({ minLength: 1, maxLength: 64 }) });

export function agentRoutes(app: App, access: Access, roster: Roster): void {
  app.route({
    method: "GET",
    url: AGENTS_PATH,
    config: { access: "security_monitoring_cws_agent_rules_read" },
    schema: { summary: "List agents", tags, response: { 200: AgentPage } },
    handler: async () => ({ data: await roster.list() }),
  });
  app.route({
    method: "GET",
    url: `${AGENTS_PATH}/:agent_id`,
    config: { access: "security_monitoring_cws_agent_rules_read" },
    schema: {
      summary: "One agent with what it last reported",
      tags,
      params: IdParams,
      response: { 200: AgentAnswer },
    },
    handler: async (request) => ({ data: await roster.get(request.params.agent_id) }),
  });
  app.route({
    method: "DELETE",
    url: `${AGENTS_PATH}/:agent_id`,
    config: { access: "org_management" },
    schema: {
      summary: "Remove an agent for good: its key stops working at once",
      tags,
      params: IdParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await access.agents.revoke(personOf(request), request.params.agent_id);
      return reply.code(204).send(null);
    },
  });
}
