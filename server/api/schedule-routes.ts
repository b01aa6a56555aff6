/** When scheduled rules run. */
import Type from "typebox";
import { RULES_PATH, RuleScheduleAnswer } from "#lib/protocol";
import type { RuleSchedules } from "#server/schedule";
import type { App } from "./route.ts";

const RuleParams = Type.Object({ rule_id: Type.String({ minLength: 1, maxLength: 128 }) });

export function scheduleRoutes(app: App, schedule: Pick<RuleSchedules, "show">): void {
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
}
