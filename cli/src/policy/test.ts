/** `vigil policy test`: the inline tests of rules, as TAP. */
import type { Output } from "#cli/output";
import { printDiagnostic, type SourceText, showDiagnostic } from "#cli/source";
import { locate } from "#lib/base";
import { type PlacedTest, testContent, testDetections } from "#lib/content";

/** Runs the tests; the exit status is 1 when one fails or a rule cannot be read. */
export async function testPolicies(files: readonly SourceText[], output: Output): Promise<number> {
  const { tests: ofAgents, diagnostics } = testContent(files);
  const tests = [...ofAgents, ...(await testDetections(files))];
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const lineOf = ({ path, span }: PlacedTest) => locate(texts.get(path) ?? "", span.start).line;
  const failed = tests.filter(({ passed }) => !passed).length;
  output.line("TAP version 14");
  tests.forEach((test, at) => {
    const { passed, ruleId, name, why, path } = test;
    output.line(
      `${passed ? "ok" : "not ok"} ${at + 1} - ${ruleId}: ${name.replaceAll("#", "\\#")}`,
    );
    if (passed) return;
    for (const line of [
      "---",
      `why: ${JSON.stringify(why)}`,
      `at: ${path}:${lineOf(test)}`,
      "...",
    ]) {
      output.line(`  ${line}`);
    }
  });
  output.line(`1..${tests.length}`);
  for (const diagnostic of diagnostics) {
    output.line();
    printDiagnostic(output, diagnostic, texts.get(diagnostic.path) ?? "", diagnostic.path);
  }
  output.line(`# ${tests.length - failed} passed, ${failed} failed, ${diagnostics.length} errors`);
  output.result({
    passed: tests.length - failed,
    failed,
    tests: tests.map((test) => ({
      path: test.path,
      line: lineOf(test),
      rule: test.ruleId,
      name: test.name,
      passed: test.passed,
      why: test.why,
    })),
    diagnostics: diagnostics.map((diagnostic) =>
      showDiagnostic(diagnostic, texts.get(diagnostic.path) ?? "", diagnostic.path),
    ),
  });
  return failed + diagnostics.length > 0 ? 1 : 0;
}
