/** What a rule says of its schedule, and of the fields it works out. */
import { parseFormula } from "#lib/formula";
import type { DetectionRule } from "#lib/protocol";
import { compileSchedule } from "#lib/schedule";
import { calculatedIn, calculatedNames, calculationOrder } from "./calculated.ts";
import { CALCULATED_FIELDS_MAX } from "./limits.ts";
import * as faults from "./rule-diagnostics.ts";
import type { Report } from "./rule-part.ts";

const NAME = /^[\p{L}_][\p{L}\p{N}_.]{0,127}$/u;

export function checkScheduled(rule: DetectionRule, report: Report): void {
  checkFields(rule, report);
  const { schedulingOptions: options, calculatedFields = [] } = rule;
  if (options === undefined) {
    const purpose = "Calculated fields are for scheduled rules alone.";
    if (calculatedFields.length > 0) report(faults.missing("schedulingOptions", purpose));
    return;
  }
  const isAboutSignals =
    rule.type === "signal_correlation" ||
    rule.queries.some(({ dataSource }) => dataSource === "security_signals");
  if (isAboutSignals) report(faults.scheduleUnfit("schedulingOptions"));
  if (options.rrule === "") {
    report(faults.missing("schedulingOptions.rrule", "It says when the rule runs."));
    return;
  }
  const schedule = compileSchedule(options);
  if ("option" in schedule)
    report(
      faults.scheduleWrong(`schedulingOptions.${schedule.option}`, schedule.what, schedule.todo),
    );
}

function checkFields(rule: DetectionRule, report: Report): void {
  const { calculatedFields: fields = [] } = rule;
  if (fields.length > CALCULATED_FIELDS_MAX)
    report(faults.countWrong("calculatedFields", fields.length, 0, CALCULATED_FIELDS_MAX));
  const names = calculatedNames(rule);
  const reads = new Map<string, readonly string[]>();
  fields.slice(0, CALCULATED_FIELDS_MAX).forEach(({ name, expression: text }, at) => {
    const path = `calculatedFields[${at}]`;
    if (!NAME.test(name)) report(faults.calculatedName(`${path}.name`, name));
    if (reads.has(name)) report(faults.nameTwice(`${path}.name`, name));
    const { expression, diagnostics } = parseFormula(text);
    for (const diagnostic of diagnostics) report({ ...diagnostic, path: `${path}.expression` });
    const read = expression === undefined ? [] : calculatedIn(expression);
    reads.set(name, read);
    for (const other of read)
      if (!names.has(other))
        report(faults.nameUnknown(`${path}.expression`, other, "calculated field", [...names]));
  });
  if (calculationOrder(reads) === undefined) report(faults.calculatedRing("calculatedFields"));
}
