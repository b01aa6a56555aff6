/**
 * The life of rules and signals, in a real browser on a real Vigil without an agent: what a rule
 * does by itself, who may change it, what it covers, and how fast people are.
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
const RULES = "/api/v2/security_monitoring/rules";
const MINUTE_MS = 60_000;
/** A run begins a minute after its time, and the time is at most two minutes away. */
const RUN_WAIT_MS = 5 * MINUTE_MS;

describe("the life of rules on a running Vigil", { skip: obstacle }, () => {
  let vigil: Vigil;
  let dir: string;
  let browser: BrowserContext;
  let page: Page;
  const faults: string[] = [];
  const ids: Record<string, string> = {};

  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(new URL(path, vigil.url), {
      method,
      headers: { ...vigil.keys, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.status === 204 ? undefined : await response.json();
  }
  async function create(name: string, rule: object): Promise<void> {
    const { id } = (await call("POST", RULES, {
      ...{ name, message: "Look at it.", isEnabled: true, tags: ["source:door"] },
      ...rule,
    })) as { id: string };
    ids[name] = id;
  }

  const DOOR = { query: "source:door", groupByFields: ["host"], aggregation: "count" };
  const TIMES = { evaluationWindow: 300, keepAlive: 300, maxSignalDuration: 300 };

  async function createRules(): Promise<void> {
    const soon = new Date(Date.now() + MINUTE_MS + 10_000);
    const start = new Date(Date.now() - 24 * 60 * MINUTE_MS).toISOString().slice(0, 19);
    const rrule = `FREQ=HOURLY;BYMINUTE=${soon.getUTCMinutes()};BYSECOND=0`;
    const cases = [{ name: "", status: "low", condition: "a > 0" }];
    const scheduled = { queries: [DOOR], cases, options: { ...TIMES } };
    const timezone = "UTC";
    await create("Doors by the hour", {
      ...{ ...scheduled, schedulingOptions: { rrule, start, timezone } },
    });
    await create("Doors once a year", {
      ...scheduled,
      schedulingOptions: { rrule: "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", start, timezone },
    });
    const newValueOptions = { learningDuration: 1, forgetAfter: 7, instantaneousBaseline: true };
    await create("A door never seen", {
      queries: [{ ...DOOR, groupByFields: [], aggregation: "new_value", metrics: ["host"] }],
      cases: [{ name: "", status: "medium", condition: "" }],
      options: {
        ...{ detectionMethod: "new_value", newValueOptions, evaluationWindow: 0 },
        ...{ keepAlive: 300, maxSignalDuration: 600 },
      },
    });
  }

  before(async () => {
    vigil = await startVigil(["--no-agent"]);
    dir = mkdtempSync(join(tmpdir(), "vigil-life-"));
    browser = await chromium.launchPersistentContext(join(dir, "profile"), {
      ...{ executablePath: CHROMIUM, headless: true, args: FLAGS },
      ...{ viewport: { width: 1440, height: 900 }, baseURL: vigil.url },
    });
    page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => faults.push(error.message));
    const doors = ["north", "south", "north"].map((hostname) => ({
      ...{ ddsource: "door", service: "door", hostname, message: "It was opened." },
    }));
    await call("POST", "/api/v2/logs", doors);
    await createRules();
    await page.goto("/rules");
    await page.getByTestId("user").fill(vigil.admin.user);
    await page.getByTestId("password").fill(vigil.admin.password);
    await page.getByTestId("sign-in").click();
    await page.getByTestId("nav-rules").waitFor();
  });
  after(async () => {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  /** A picture for people, where somebody asked for it. */
  async function picture(name: string): Promise<void> {
    const folder = process.env["PICTURES"];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async function openRuns(name: string): Promise<void> {
    await page.goto(`/rules/${ids[name]}`);
    await page.getByTestId("tab-runs").click();
    await page.getByTestId("rule-runs").waitFor();
  }

  test("a rule that has not run yet says when it will, and so does one that is off", async () => {
    await openRuns("Doors once a year");
    await page.getByTestId("empty").getByText("It has not run yet").waitFor();
    assert.match(
      String(await page.getByTestId("schedule-next").textContent()),
      /Jan 1, |1 Jan|01-01|Jan 01/,
    );
    await picture("runs-none");
    await call("PUT", `${RULES}/${ids["Doors once a year"]}`, { isEnabled: false });
    await openRuns("Doors once a year");
    await page.getByText("It does not run while the rule is off.").waitFor();
  });

  test("a run that goes on and one that failed are told apart, with the reason", async () => {
    const path = `${RULES}/${ids["Doors once a year"]}/schedule`;
    const answer = (await call("GET", path)) as { data: { attributes: object } };
    const run = (status: string, hour: number, rest: object) => {
      const at = `2026-01-0${hour}T00:00:00.000Z`;
      return {
        ...{ scheduledAt: at, from: "2025-01-01T00:00:00.000Z", to: at, status },
        ...{ progressRate: 0.25, eventsRead: 12_345, signalsMade: 2, reason: "" },
        ...{ createdAt: at, modifiedAt: at, ...rest },
      };
    };
    const reason = "a moment has more than 50000 events";
    const runs = [run("failed", 3, { reason }), run("running", 2, {}), run("soon", 1, {})];
    const attributes = { ...answer.data.attributes, runs, lastRun: runs[0] };
    await page.route(`**${path}`, (route) =>
      route.fulfill({ json: { data: { ...answer.data, attributes } } }),
    );
    await openRuns("Doors once a year");
    await page.getByTestId("banner").getByText("The last run failed").waitFor();
    const states = await page.getByTestId("run-status").allTextContents();
    assert.deepEqual(states, ["Failed", "Running", "soon"]);
    const [failed] = await page.getByTestId("run-row").allTextContents();
    assert.match(String(failed), /25 %.*12,3452.*a moment has more than 50000 events/);
    await picture("runs-failed");
    await page.unroute(`**${path}`);
  });

  test("a rule learns from the past, and its page says how far it is", async () => {
    await openRuns("A door never seen");
    const status = page.getByTestId("baseline-status");
    const shown = async () => String(await status.textContent());
    await status.waitFor();
    await waitFor(
      "a baseline that is done",
      async () => ((await shown()) === "Completed" ? true : undefined),
      RUN_WAIT_MS,
    );
    assert.equal(await page.getByTestId("baseline-events").textContent(), "3");
    await picture("baseline");
  });

  test("a run that was made says what it read and made, and links to its signals", async () => {
    await openRuns("Doors by the hour");
    const row = page.getByTestId("run-row").first();
    await waitFor(
      "a run that is done",
      async () =>
        (await row.count()) > 0 && /Completed/.test(String(await row.textContent()))
          ? true
          : undefined,
      RUN_WAIT_MS,
    );
    assert.match(String(await row.textContent()), /Completed100 %.*32$/);
    await picture("runs");
    await page.getByRole("link", { name: "Signals of this rule" }).click();
    await page.getByTestId("signal-row").nth(1).waitFor();
    const titles = await page.getByTestId("signal-row").allTextContents();
    assert.ok(titles.every((title) => title.includes("Doors by the hour")));
  });

  test("how fast signals are worked is told, by severity and rule, and on the signal", async () => {
    await page.goto("/signals");
    await page.getByTestId("signal-row").nth(1).waitFor();
    const [first] = await vigil.signals('@workflow.rule.name:"Doors by the hour"');
    const id = String(first?.id);
    const state = `/api/v2/security_monitoring/signals/${id}/state`;
    for (const to of ["under_review", "archived"])
      await call("PATCH", state, { data: { attributes: { state: to } } });
    await page.getByTestId("times-open").click();
    await page.getByTestId("times-resolve").waitFor();
    assert.equal(
      await page.getByTestId("times-all").textContent(),
      "2 signals of this time, whatever their state",
    );
    assert.match(String(await page.getByTestId("times-resolve").textContent()), /1 of 2 signals/);
    assert.match(String(await page.getByTestId("times-detect").textContent()), /2 of 2 signals/);
    const rule = page.getByTestId("times-rule").filter({ hasText: "Doors by the hour" });
    assert.match(String(await rule.textContent()), /Doors by the hour2\d/);
    await picture("times");
    await page.getByTestId("times-query").fill("status:critical");
    await page.getByTestId("times-query").press("Enter");
    await page.getByTestId("empty").getByText("There was no signal in this time").waitFor();
    await page.getByTestId("times-query").fill("host:(");
    await page.getByTestId("times-query").press("Enter");
    await page.getByTestId("failure").waitFor();
    await page.goto(`/signals/${id}`);
    for (const name of ["detect", "acknowledge", "resolve"])
      assert.match(
        String(await page.getByTestId(`took-${name}`).textContent()),
        /^[\d.]+ (ms|s|min|h)$/,
      );
  });

  test("a signal leads to others about the same, and says when there are none", async () => {
    const [first] = await vigil.signals('@workflow.rule.name:"Doors by the hour" host:south');
    await page.goto(`/signals/${first?.id}`);
    await page.getByTestId("tab-related").click();
    await page.getByText("No other signal is about south.").waitFor();
  });

  test("the map of ATT&CK shows what is covered, what is not, and leads to both", async () => {
    await page.goto("/rules?tab=attack");
    await page.getByTestId("attack-covered").waitFor();
    assert.match(
      String(await page.getByTestId("attack-covered").textContent()),
      /^ATT&CK \d+\.\d+: \d+ of \d+ techniques have a rule that is on$/,
    );
    const guess = page.getByTestId("attack-TA0006.T1110");
    assert.match(String(await guess.getAttribute("aria-label")), /^Brute Force: rules on [1-9]/);
    await picture("attack");
    await guess.click();
    const place = page.getByTestId("attack-place");
    await place.getByText("Password Guessing").waitFor();
    await picture("attack-place");
    await page.keyboard.press("Escape");
    await place.waitFor({ state: "detached" });
    await page.getByTestId("attack-show-gaps").click();
    await guess.waitFor({ state: "detached" });
    const gaps = await page
      .getByTestId(/^attack-TA\d+\.T\d+$/)
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("aria-label") ?? ""));
    assert.ok(gaps.length > 10);
    assert.ok(
      gaps.every((label) => label.includes(": rules on 0,")),
      gaps.join("; "),
    );
    await page.getByTestId("attack-show-all").click();
    await guess.click();
    await page.getByTestId("place-rules").click();
    await page.getByTestId("rule-row").first().waitFor();
    const [shown] = (
      await vigil.get<{ data: { tags: string[] }[] }>(
        `${RULES}?query=${encodeURIComponent("tactic:TA0006* technique:T1110*")}&page[size]=200`,
      )
    ).data;
    assert.ok(shown?.tags.some((tag) => tag.startsWith("technique:T1110")));
    await page.goBack();
    await guess.waitFor();
    await page.setViewportSize({ width: 420, height: 800 });
    await picture("attack-narrow");
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test("who may change a rule is chosen in the web and kept by the server", async () => {
    const id = ids["Doors by the hour"];
    await page.goto(`/rules/${id}`);
    const open = page.getByTestId("restriction-open");
    await open.getByText("Anyone may edit").waitFor();
    await open.click();
    const form = page.getByTestId("restriction");
    await form.getByLabel("Role Standard").check();
    await page.getByTestId("restriction-save").click();
    await page.getByText("You would no longer be among those who may change it.").waitFor();
    await form.getByLabel("Role Admin").check();
    await form.getByLabel("Role Standard").uncheck();
    await picture("restriction");
    await page.getByTestId("restriction-save").click();
    await open.getByText("Only Role Admin may edit").waitFor();
    const policy = `/api/v2/restriction_policy/security-rule:${id}`;
    await call("POST", `${policy}?allow_self_lockout=true`, {
      data: { attributes: { bindings: [{ relation: "editor", principals: ["role:Standard"] }] } },
    });
    await page.reload();
    await page.getByTestId("banner").getByText("You may look at this, not change it").waitFor();
    assert.equal(await page.getByTestId("rule-edit").count(), 0);
    assert.equal(await page.getByTestId("rule-switch").isDisabled(), true);
    await picture("restricted");
    const refused = await fetch(new URL(`${RULES}/${id}`, vigil.url), {
      method: "PUT",
      headers: { ...vigil.keys, "content-type": "application/json" },
      body: JSON.stringify({ isEnabled: false }),
    });
    assert.equal(refused.status, 403);
    // An administrator takes it away again.
    await open.click();
    await form.getByLabel("Role Standard").uncheck();
    await page.getByTestId("restriction-save").click();
    await open.getByText("Anyone may edit").waitFor();
    await page.getByTestId("rule-edit").waitFor();
  });

  test("no page threw", () => assert.deepEqual(faults, []));
});
