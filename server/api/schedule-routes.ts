/** When scheduled rules run. */
import Type from "typebox";
import { RULES_PATH, RuleBaselineAnswer, RuleScheduleAnswer } from "#lib/protocol";
import type { RuleSchedules } from "#server/schedule";
import type { App } from "./route.ts";

const RuleParams = Type.Object({ rule_id: Type.String({ minLength: 1, maxLength: 128 }) });

export type ScheduleDesk = Pick<RuleSchedules, "show" | "showBaseline">;

export function scheduleRoutes(app: App, schedule: ScheduleDesk): void {
  app.route({
    method: "GET",
    url: `${RULES_PATH}/:rule_id/schedule`,
    config: { access: "security_monitoring_rules_read" },
    schema: {
      summary: "When a scheduled rule runs next, and its runs",
      tags: ["rules"],
      params: RuleParams,
      response: { 200: RuleScheduleAnswer },
    },
    handler: async (request) => ({ data: await schedule.show(request.params.rule_id) }),
  });
  app.route({
    method: "GET",
    url: `${RULES_PATH}/:rule_id/baseline`,
    config: { access: "security_monitoring_rules_read" },
    schema: {
      summary: "How far a rule has learned from what is stored",
      description: "Of rules with instantaneousBaseline.",
      tags: ["rules"],
      params: RuleParams,
      response: { 200: RuleBaselineAnswer },
    },
    handler: async (request) => ({ data: await schedule.showBaseline(request.params.rule_id) }),
  });
}
