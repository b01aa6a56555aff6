/**
 * The pages for looking back and knowing more, in a real browser on a real Vigil without an agent:
 * runs over the past, reference tables, entities, and rules that run by a schedule.
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
const obstacle = existsSync(CHROMIUM) ? false : `there is no ${CHROMIUM}`;
const JOBS = "/api/v2/siem-historical-detections/jobs";
const HOUR_MS = 3_600_000;
const GUESSED = "Passwords were guessed over SSH";

/** What sshd writes of guesses from one address, and of the login that worked. */
function guesses(address: string, hoursAgo: number, count: number): object[] {
  const common = { ddsource: "sshd", service: "sshd", hostname: "web-1", ddtags: "env:prod" };
  const begin = Date.now() - hoursAgo * HOUR_MS;
  const failed = Array.from({ length: count }, (_, at) => ({
    ...common,
    timestamp: begin + at * 1000,
    message: `Failed password for root from ${address} port ${40_000 + at} ssh2`,
  }));
  const message = `Accepted password for root from ${address} port 42000 ssh2`;
  return [...failed, { ...common, timestamp: begin + count * 1000, message }];
}

describe("the pages for looking back on a running Vigil", { skip: obstacle }, () => {
  let vigil: Vigil;
  let dir: string;
  let browser: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  const call = (method: string, path: string, body?: unknown) =>
    fetch(new URL(path, vigil.url), {
      method,
      headers: { ...vigil.keys, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  async function send(logs: readonly object[]): Promise<void> {
    const response = await call("POST", "/api/v2/logs", logs);
    assert.equal(response.status, 202);
  }

  before(async () => {
    vigil = await startVigil(["--no-agent"]);
    dir = mkdtempSync(join(tmpdir(), "vigil-pages-"));
    browser = await chromium.launchPersistentContext(join(dir, "profile"), {
      ...{ executablePath: CHROMIUM, headless: true, args: FLAGS },
      ...{ viewport: { width: 1440, height: 900 }, baseURL: vigil.url },
    });
    page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => faults.push(error.message));
    for (const at of [1, 2, 3]) await send(guesses(`203.0.113.${at}`, at, 20));
    await page.goto("/jobs");
    await page.getByTestId("user").fill(vigil.admin.user);
    await page.getByTestId("password").fill(vigil.admin.password);
    await page.getByTestId("sign-in").click();
    await page.getByTestId("empty").waitFor();
  });
  after(async () => {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  const shows = (name: string, wanted: string) =>
    waitFor(`${name} ${wanted}`, async () =>
      (await page.getByTestId(name).textContent()) === wanted ? true : undefined,
    );

  test("a rule is run over the past: its cost first, then what it found", async () => {
    await page.getByTestId("job-new").click();
    await page.getByTestId("rule-words").fill("passwords guessed ssh");
    // Enter chooses the rule; it must not start the run.
    await page.getByTestId("rule-words").press("Enter");
    const cost = page.getByTestId("job-cost");
    await cost.getByText("It reads 63 events.").waitFor();
    assert.match(String(await cost.textContent()), /failed60 events.*passed3 events/);
    await page.getByTestId("job-run").click();
    await shows("job-status", "Completed");
    assert.equal(await page.getByTestId("job-events").textContent(), "63");
    await page.getByTestId("result-row").nth(2).waitFor();
    assert.equal(await page.getByTestId("job-count").textContent(), "3");
    const [job] = (await vigil.get<{ data: { id: string }[] }>(JOBS)).data;
    assert.equal(new URL(page.url()).pathname, `/jobs/${job?.id}`);
  });

  test("results are searched, looked at with their samples, and one becomes a signal", async () => {
    const query = page.getByTestId("query");
    await query.fill("@network.client.ip:203.0.113.(2");
    await query.press("Enter");
    await page.getByTestId("query-fault-place").waitFor();
    await query.fill("@network.client.ip:203.0.113.2");
    await query.press("Enter");
    await waitFor("one row", async () =>
      (await page.getByTestId("result-row").count()) === 1 ? true : undefined,
    );
    await page.getByTestId("result-row").click();
    const view = page.getByTestId("result-view");
    await view.getByRole("heading", { name: `${GUESSED} - with success` }).waitFor();
    await view.getByTestId("result-sample").first().waitFor();
    assert.match(String(await view.textContent()), /Failed password for root from 203\.0\.113\.2/);
    await page.keyboard.press("Escape");
    await view.waitFor({ state: "detached" });
    const known = (await vigil.signals()).length;
    await page.getByLabel("Select all results shown").check();
    await page.getByTestId("promote").click();
    await page.getByTestId("promote-severity").selectOption("critical");
    await page.getByTestId("promote-form").getByLabel("Message").fill("It was looked at.");
    await page.getByTestId("promote-confirm").click();
    await page.getByTestId("promote-form").waitFor({ state: "detached" });
    const signals = await vigil.signals();
    assert.equal(signals.length, known + 1);
    const made = signals.filter(({ attributes }) => attributes.message === "It was looked at.");
    assert.deepEqual(
      made.map(({ attributes: { custom } }) => [custom.status, custom.title]),
      [["critical", `${GUESSED} - with success`]],
    );
  });

  test("a job that waits is cancelled, and is deleted after a question", async () => {
    await send(guesses("203.0.113.9", 5, 990));
    const to = Date.now();
    const fromRule = { id: "ssh_brute_force", from: to - 24 * HOUR_MS, to, index: "main" };
    for (let count = 0; count < 5; count += 1) {
      const answer = await call("POST", JOBS, { data: { attributes: { fromRule } } });
      assert.equal(answer.status, 201);
    }
    const [last] = (await vigil.get<{ data: { id: string }[] }>(JOBS)).data;
    await page.goto(`/jobs/${last?.id}`);
    await page.getByTestId("job-cancel").click();
    await shows("job-status", "Cancelled");
    await page.getByTestId("job-delete").click();
    await page.getByTestId("confirm-action").click();
    await page.getByTestId("job-row").first().waitFor();
    assert.equal((await call("GET", `${JOBS}/${last?.id}`)).status, 404);
    // The list follows those that go on by itself.
    await waitFor(
      "five jobs that are over",
      async () =>
        (await page.getByTestId("job-status").filter({ hasText: "Completed" }).count()) === 5
          ? true
          : undefined,
      60_000,
    );
  });

  const refused = () => page.getByTestId("file-refused").textContent();
  const csvFile = (name: string, text: string) => ({
    ...{ name, mimeType: "text/csv", buffer: Buffer.from(text) },
  });

  test("a CSV file becomes a table, and faults of one name their line", async () => {
    await page.goto("/tables");
    await page.getByTestId("table-new").click();
    const file = page.getByTestId("table-file");
    await file.setInputFiles(csvFile("bad ips.csv", 'ip,score\n"203.0.113.1,5\n'));
    const fault = page.getByTestId("file-fault");
    await fault.getByText("Line 2 cannot be read: a quote is not closed.").waitFor();
    assert.equal(await page.getByTestId("table-send").isDisabled(), true);
    await file.setInputFiles(csvFile("bad ips.csv", "ip,score\n203.0.113.1,5\n\n203.0.113.2,x\n"));
    await page.getByLabel("Type of score").selectOption("Integer");
    assert.equal(await page.getByTestId("table-name").inputValue(), "bad_ips");
    await page.getByTestId("table-send").click();
    await page.getByTestId("file-refused").waitFor();
    assert.match(String(await refused()), /Row 2 \(line 4\) cannot be kept: score is no INT32/);
    const rows = Array.from({ length: 120 }, (_, at) => `203.0.113.${at},${at},guest ${at}\n`);
    await file.setInputFiles(csvFile("bad ips.csv", `ip,score,note\n${rows.join("")}`));
    await page.getByTestId("table-send").click();
    await shows("row-count", "120");
    await page.getByTestId("value-row").nth(49).waitFor();
    assert.equal(await page.getByTestId("value-row").count(), 50);
  });

  test("rows are paged, found, changed, added and deleted", async () => {
    await page.getByTestId("rows-next").click();
    await shows("rows-shown", "Rows 51 to 100 of 120");
    await page.getByTestId("rows-search").fill("GUEST 77");
    await page.getByTestId("rows-search").press("Enter");
    await shows("rows-shown", "Rows 1 to 1 of those found");
    await page.getByTestId("value-row").click();
    await page.getByTestId("value-note").fill("a partner");
    await page.getByTestId("row-save").click();
    await page.getByTestId("row-form").waitFor({ state: "detached" });
    await page.getByTestId("row-new").click();
    await page.getByTestId("value-ip").fill("198.51.100.7");
    await page.getByTestId("value-note").fill("a partner");
    await page.getByTestId("row-save").click();
    await shows("row-count", "121");
    await page.getByTestId("rows-search").fill("partner");
    await page.getByTestId("rows-search").press("Enter");
    await shows("rows-shown", "Rows 1 to 2 of those found");
    assert.deepEqual(await page.getByTestId("value-row").allTextContents(), [
      "198.51.100.7–a partner",
      "203.0.113.7777a partner",
    ]);
    await page.getByLabel("Select 203.0.113.77").check();
    await page.getByTestId("rows-delete").click();
    await page.getByTestId("confirm-action").click();
    await shows("row-count", "120");
  });

  test("a table that a rule asks names it and stays; without it, it is deleted", async () => {
    const table = { tableName: "bad_ips", columnName: "ip", logFieldPath: "network.client.ip" };
    const rule = {
      ...{ name: "A listed address came", type: "log_detection", isEnabled: false, message: "" },
      queries: [{ name: "a", query: "source:sshd", aggregation: "count", groupByFields: ["host"] }],
      cases: [{ name: "", status: "low", condition: "a > 0" }],
      options: { evaluationWindow: 300, keepAlive: 3600, maxSignalDuration: 86_400 },
      referenceTables: [{ ...table, ruleQueryName: "a", checkPresence: true }],
    };
    const made = await call("POST", "/api/v2/security_monitoring/rules", rule);
    assert.equal(made.status, 200, await made.clone().text());
    const { id } = (await made.json()) as { id: string };
    const address = page.url();
    await page.goto(address);
    await page.getByTestId("table-uses").getByText("A listed address came").waitFor();
    assert.equal(await page.getByTestId("table-delete").isDisabled(), true);
    const gone = await call("DELETE", `/api/v2/security_monitoring/rules/${id}`);
    assert.equal(gone.status, 204);
    await page.goto(address);
    await shows("table-uses", "no rule");
    await page.getByTestId("table-delete").click();
    await page.getByTestId("confirm").getByText("120 rows").waitFor();
    await page.getByTestId("confirm-action").click();
    await page.getByTestId("empty").waitFor();
    assert.deepEqual(await vigil.get("/api/v2/reference-tables/tables"), { data: [] });
  });

  test("entities are listed by risk and filtered; one says what its score is made of", async () => {
    await page.goto("/entities");
    const rows = page.getByTestId("entity-row");
    await rows.first().waitFor();
    const listed = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-id")));
    // Both are in the same signals, so either may come first.
    assert.deepEqual(listed.slice(0, 2).sort(), ["@usr.id:root", "host:web-1"]);
    await page.getByTestId("type-ip").click();
    await waitFor("addresses only", async () => {
      const ids = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-id")));
      return ids.length > 0 && ids.every((id) => id?.startsWith("@network.client.ip:"))
        ? true
        : undefined;
    });
    await page.getByTestId("entity-search").fill("113.3");
    await page.getByTestId("entity-search").press("Enter");
    await shows("entities-shown", "1 to 1 of 1");
    // By the keyboard alone.
    await rows.focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("entity-signal").first().waitFor();
    const id = decodeURIComponent(new URL(page.url()).pathname.split("/")[2] ?? "");
    assert.equal(id, "@network.client.ip:203.0.113.3");
    const parts = await page.locator("[data-testid^=points-]").allTextContents();
    const sum = parts.reduce((all, part) => all + Number(/= (\d+)/.exec(part)?.[1] ?? 0), 0);
    assert.equal(await page.getByTestId("risk-score").textContent(), String(sum));
    assert.ok(sum >= 50, `${sum}: a login after guesses is high`);
    const bars = await page.getByTestId("time-bars").locator("svg").getAttribute("aria-label");
    assert.equal(bars, `Score by day: ${sum}`, "all of it came today");
  });

  test("an entity leads to its signals, and a signal to its entities", async () => {
    const signal = page.getByTestId("entity-signal").filter({ hasText: "with success" });
    await signal.first().getByRole("link").click();
    const entities = page.getByTestId("signal-entity");
    await entities.getByText("web-1").waitFor();
    await waitFor("a score", async () =>
      /203\.0\.113\.3\s*\d+/.test((await entities.allTextContents()).join(" ")) ? true : undefined,
    );
    await entities.filter({ hasText: "203.0.113.3" }).click();
    await page.getByTestId("entity-detail").waitFor();
    await page.getByTestId("entity-signals").click();
    await page.getByTestId("signal-row").first().waitFor();
    const titles = await page.getByTestId("signal-row").allTextContents();
    assert.ok(titles.some((title) => title.includes(GUESSED)));
    await page.goto("/entities/host%3Anobody");
    await page.getByTestId("empty").getByText("no signal within 14 days").waitFor();
  });

  test("a rule is put on a schedule that is told in words, and keeps it", async () => {
    await page.goto("/rules/new");
    await page.locator('[data-path="name"] input').fill("Guesses, looked for at night");
    await page.locator('[data-path="queries[0].query"] input').fill("source:sshd");
    await page.getByTestId("by-schedule").click();
    const schedule = page.getByTestId("schedule");
    await schedule.getByText("Every hour").waitFor();
    const recurrence = page.locator('[data-path="schedulingOptions.rrule"] input');
    await recurrence.fill("FREQ=WEEKLY;BYDAY=XX");
    await schedule.getByText("BYDAY cannot be XX here.").waitFor();
    await recurrence.fill("FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=3;BYMINUTE=30");
    await page
      .locator('[data-path="schedulingOptions.timezone"] select')
      .selectOption("Asia/Tokyo");
    await schedule.getByText("Every week on Mon, Thu at 03:30").waitFor();
    const runs = await page.getByTestId("next-run").allTextContents();
    assert.equal(runs.length, 5);
    assert.ok(
      runs.every((run) => run.includes("18:30:00 UTC")),
      runs.join(),
    );
    await page.getByTestId("verdict").getByText("The rule can be saved").waitFor();
    await page.getByTestId("rule-save").click();
    await page.getByTestId("rule-detail").waitFor();
    const id = new URL(page.url()).pathname.split("/")[2];
    const path = `/api/v2/security_monitoring/rules/${id}`;
    const { schedulingOptions } = await vigil.get<{ schedulingOptions: object }>(path);
    assert.equal(
      JSON.stringify(schedulingOptions).replace(/"start":"[^"]+"/, '"start":""'),
      '{"rrule":"FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=3;BYMINUTE=30","start":"","timezone":"Asia/Tokyo"}',
    );
  });

  test("no page threw", () => assert.deepEqual(faults, []));
});
