/**
 * Walks through the built UI in Chromium, against the mock server: what a person does, and what
 * they must see.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { STORIES } from "../dev/mock-events.ts";
import { buildUi, noBrowser, settles, signIn, startWalk, WALKED, type Walk } from "./browser.ts";

const DEFAULT = "@workflow.triage.state:(open OR under_review)";
const story = (severity: string) => STORIES.find((each) => each.severity === severity);

before(buildUi);

/** Runs a walk signed in, and demands that the page logged no error. */
function walk(
  name: string,
  run: (walk: Walk) => Promise<void>,
  options: Parameters<typeof startWalk>[0] & { address?: string } = {},
) {
  test(name, { skip: noBrowser ?? false }, async () => {
    const { address, ...rest } = options;
    const own = await startWalk(rest);
    try {
      await signIn(own.page, address);
      await run(own);
      assert.deepEqual(own.faults, []);
    } finally {
      await own.close();
    }
  });
}

test("the bundle has no schema library", async () => {
  const assets = join(WALKED, "assets");
  const scripts = (await readdir(assets)).filter((name) => name.endsWith(".js"));
  assert.ok(
    scripts.some((name) => name.startsWith("signal-view-")),
    "the signal is split off",
  );
  const page = await readFile(join(WALKED, "index.html"), "utf8");
  assert.ok(scripts.some((name) => name.startsWith("editor-")));
  assert.doesNotMatch(page, /editor-|workbench/, "the editor is loaded with its page only");
  for (const name of scripts) {
    const source = await readFile(join(assets, name), "utf8");
    assert.doesNotMatch(source, /additionalProperties|MessagePack|"~kind"|`~kind`/i, name);
  }
});

describe("signing in", { skip: noBrowser ?? false }, () => {
  let own: Walk;
  before(async () => {
    own = await startWalk();
  });
  after(() => own.close());

  test("asks for what is missing, refuses what is wrong, and leads back", async () => {
    const { page } = own;
    await page.goto("/agents");
    await page.getByTestId("sign-in").click();
    await page.getByText("Enter your user name.").waitFor();
    await page.getByText("Enter your password.").waitFor();
    await page.getByTestId("user").fill("admin");
    await page.getByTestId("password").fill("wrong");
    await page.getByTestId("password").press("Enter");
    await page.getByTestId("sign-in-fault").waitFor();
    assert.match(
      String(await page.getByTestId("sign-in-fault").textContent()),
      /User name or password/,
    );
    assert.equal(await page.getByTestId("password").inputValue(), "");
    await page.getByTestId("password").fill("vigil");
    await page.getByTestId("password").press("Enter");
    await page.getByTestId("agent-row").first().waitFor();
    assert.equal(new URL(page.url()).pathname, "/agents");
  });

  test("does not follow a link to another site", async () => {
    const { page } = own;
    await page.getByTestId("session").click();
    await page.getByTestId("sign-out").click();
    await page.getByTestId("user").waitFor();
    await signIn(page, "/sign-in?next=%2F%2Fexample.org%2F");
    await page.getByTestId("signal-row").first().waitFor();
    assert.equal(new URL(page.url()).host, new URL(own.mock.url).host);
  });

  test("comes back when the session ends elsewhere", async () => {
    const { page } = own;
    await page.context().clearCookies();
    await page.getByTestId("severity-high").click();
    await page.getByTestId("user").waitFor();
  });
});

walk("the list shows open work, newest first, with counts", async ({ page, mock }) => {
  await page.getByTestId("signal-row").first().waitFor();
  assert.equal(await page.getByTestId("query").inputValue(), DEFAULT);
  const open = mock.state.signals.filter(
    (signal) => signal.attributes.custom.workflow.triage.state !== "archived",
  );
  assert.equal(await page.getByTestId("total").textContent(), `${open.length} signals`);
  const first = page.getByTestId("signal-row").first();
  assert.equal(await first.getAttribute("data-id"), open[0]?.id);
  const critical = open.filter((signal) => signal.attributes.custom.status === "critical").length;
  const label = await page.getByTestId("severity-critical").getAttribute("aria-label");
  assert.equal(label, `Critical: ${critical}`);
});

walk("facets and the search edit the same address", async ({ page }) => {
  await page.getByTestId("severity-critical").click();
  await settles(
    "severities",
    () =>
      page
        .getByTestId("signal-row")
        .evaluateAll((rows) => [...new Set(rows.map((row) => row.getAttribute("data-severity")))]),
    (values) => values.length === 1 && values[0] === "critical",
  );
  assert.equal(await page.getByTestId("query").inputValue(), `${DEFAULT} status:critical`);
  await page.keyboard.press("/");
  await page.keyboard.type("host:web-1");
  await page.keyboard.press("Enter");
  await settles(
    "address",
    async () => new URL(page.url()).searchParams.get("q"),
    (q) => q === "host:web-1",
  );
  await page.goBack();
  await settles(
    "query after going back",
    () => page.getByTestId("query").inputValue(),
    (value) => value === `${DEFAULT} status:critical`,
  );
  await page.getByRole("button", { name: "15 min" }).click();
  assert.equal(new URL(page.url()).searchParams.get("range"), "15m");
});

walk("the search suggests keys and values", async ({ page }) => {
  await page.getByTestId("facets").getByText("web-2").waitFor();
  const query = page.getByTestId("query");
  await query.fill("");
  await query.pressSequentially("ho");
  await page.getByTestId("suggestions").getByText("host", { exact: true }).waitFor();
  await query.press("Tab");
  await query.pressSequentially("db");
  await query.press("ArrowDown");
  await query.press("Enter");
  assert.equal(await query.inputValue(), "host:db-1 ");
  await query.press("Enter");
  await settles(
    "address",
    async () => new URL(page.url()).searchParams.get("q"),
    (q) => q === "host:db-1",
  );
});

walk("a mistake in the search is shown at its place", async ({ page }) => {
  await page.getByTestId("query").fill('host:"web');
  await page.getByTestId("query").press("Enter");
  const fault = page.getByTestId("query-fault");
  await fault.waitFor();
  assert.match(String(await fault.textContent()), /quotation is not closed/);
  assert.equal(await page.locator("[data-testid=query-fault-place] mark").textContent(), '"web');
  assert.equal(await page.getByTestId("query").getAttribute("aria-invalid"), "true");
});

walk("keys move, open, review, select and archive", async ({ page, mock }) => {
  const rows = page.getByTestId("signal-row");
  await rows.first().waitFor();
  const ids = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-id")));
  await page.keyboard.press("?");
  await page.getByTestId("keys-help").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("keys-help").waitFor({ state: "detached" });
  for (const key of ["j", "j", "j", "k", "Enter"]) await page.keyboard.press(key);
  await page.getByTestId("signal-view").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("signal"), ids[1]);
  await page.keyboard.press("j");
  await settles(
    "opened",
    async () => new URL(page.url()).searchParams.get("signal"),
    (id) => id === ids[2],
  );
  await page.keyboard.press("Escape");
  await page.getByTestId("signal-view").waitFor({ state: "detached" });
  await page.keyboard.press("r");
  await page.locator(`[data-id="${ids[2]}"][data-state=under_review]`).waitFor();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByText("2 selected").waitFor();
  await page.keyboard.press("e");
  await page.getByLabel("False positive").check();
  await page.getByLabel("Comment").fill("A drill.");
  await page.getByTestId("archive-confirm").click();
  await page.locator(`[data-id="${ids[2]}"]`).waitFor({ state: "detached" });
  await page.locator(`[data-id="${ids[3]}"]`).waitFor({ state: "detached" });
  const triage = mock.state.signals.find((signal) => signal.id === ids[3])?.attributes.custom
    .workflow.triage;
  assert.equal(triage?.archive_reason, "false_positive");
  assert.equal(triage?.archive_comment, "A drill.");
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.locator(`[data-id="${ids[2]}"][data-state=under_review]`).waitFor();
  await page.locator(`[data-id="${ids[3]}"][data-state=open]`).waitFor();
});

walk("keys act on the signal that is open, also when it has left the list", async ({ page }) => {
  const row = page.getByTestId("signal-row").nth(1);
  const id = await row.getAttribute("data-id");
  await page.goto(`/signals?signal=${id}`);
  await page.getByTestId("signal-view").waitFor();
  await page.keyboard.press("e");
  await page.getByTestId("archive-confirm").click();
  await page.locator(`[data-id="${id}"]`).waitFor({ state: "detached" });
  await page.locator(".signal-act [data-state=archived]").waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("o");
  await page.locator(".signal-act [data-state=open]").waitFor();
  await page.locator(`[data-id="${id}"][data-state=open]`).waitFor();
});

walk("a signal that arrives shows by itself", async ({ page, mock }) => {
  await page.getByTestId("signal-row").first().waitFor();
  await page.locator("[data-testid=stream][data-state=live]").waitFor();
  await page.mouse.move(5, 400);
  const signal = mock.state.arrive(story("critical"));
  const row = page.locator(`[data-id="${signal.id}"]`);
  await row.waitFor();
  assert.equal(await row.getAttribute("aria-rowindex"), "2");
  assert.equal(await page.getByTestId("arrived").count(), 0);
});

walk("arrivals do not move the row that is pointed at", async ({ page, mock }) => {
  const target = page.getByTestId("signal-row").nth(4);
  await target.waitFor();
  await page.locator("[data-testid=stream][data-state=live]").waitFor();
  const id = await target.getAttribute("data-id");
  const own = page.locator(`[data-id="${id}"]`);
  await own.hover();
  const before = await own.boundingBox();
  for (let count = 0; count < 3; count += 1) mock.state.arrive();
  await page.getByText("3 new signals").waitFor();
  const now = await own.boundingBox();
  assert.equal(now?.y, before?.y);
  await page.getByTestId("arrived").click();
  await page.getByTestId("arrived").waitFor({ state: "detached" });
});

walk("a signal tells what happened", async ({ page, mock }) => {
  const signal = mock.state.signals.find(
    ({ attributes: { custom } }) =>
      custom.status === "critical" && custom.workflow.triage.state !== "archived",
  );
  await page.locator(`[data-id="${signal?.id}"]`).click();
  await page.getByTestId("process-tree").waitFor();
  const pids = await page
    .locator("[data-testid=process-tree] [role=treeitem]")
    .evaluateAll((items) => items.map((item) => Number(item.getAttribute("data-pid"))));
  assert.equal(pids[0], 1);
  assert.equal(pids.length, 5);
  await page.getByTestId("process-acting").focus();
  await page.keyboard.press("ArrowRight");
  await page.getByText("stratum+tcp://pool.example:3333").last().waitFor();
  assert.equal(await page.getByTestId("matched-part").count(), 2);
  await page.getByTestId("matched-part").first().hover();
  await page.getByText("exec.file.name = xmrig").waitFor();
  await page.getByTestId("tab-json").click();
  await page.getByLabel("Search in JSON").fill("stratum");
  await page.locator("[data-testid=json] [data-hit]").first().waitFor();
  await page.getByTestId("tab-rule").click();
  await page.getByText("@agent.rule_id:crypto-miner-arguments").first().waitFor();
  await page.getByTestId("tab-event").click();
  await page.getByTestId("filter-in-process.executable.path").click();
  assert.equal(
    await page.getByTestId("query").inputValue(),
    `${DEFAULT} @process.executable.path:/tmp/xmrig`,
  );
});

walk("a copied link opens the signal as a page", async ({ page, mock }) => {
  const [signal] = mock.state.signals;
  await page.goto(`/signals/${signal?.id}`);
  await page.getByTestId("signal-view").waitFor();
  await page.getByTestId("triage-under_review").click();
  await page.locator(".signal-act [data-state=under_review]").waitFor();
  await page.getByTestId("tab-history").click();
  await page.getByText("Under review by admin").waitFor();
});

walk("somebody else being first is told kindly", async ({ page, mock }) => {
  const [signal] = mock.state.signals;
  await page.locator(`[data-id="${signal?.id}"]`).waitFor();
  const triage = signal?.attributes.custom.workflow.triage;
  assert(triage);
  Object.assign(triage, { version: 7, state: "under_review" });
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  await page.getByText("Somebody else changed this signal first").waitFor();
  await page.locator(`[data-id="${signal?.id}"][data-state=under_review]`).waitFor();
});

walk("text of an attacker stays text", async ({ page, mock }) => {
  const [signal] = mock.state.signals;
  assert(signal);
  signal.attributes.message = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) `<b>`";
  await page.goto(`/signals/${signal.id}`);
  await page.getByTestId("signal-view").waitFor();
  assert.equal(await page.locator(".markdown img, .markdown a, .markdown b").count(), 0);
  assert.match(String(await page.locator(".markdown").first().textContent()), /<img src=x onerror/);
});

walk(
  "the first signal is explained where there is none",
  async ({ page }) => {
    await page.getByTestId("empty").waitFor();
    assert.match(String(await page.getByTestId("empty").textContent()), /\/tmp\/xmrig -o stratum/);
  },
  { signals: 0 },
);

walk("a server that fails is told, and tried again", async ({ page, mock }) => {
  const path = "/api/v2/security_monitoring/rules";
  mock.state.broken.set(path, {
    status: 503,
    body: {
      errors: ["x"],
      details: [{ code: "STORE_DOWN", message: "The store is not reachable.", hint: "Wait." }],
    },
  });
  await page.getByTestId("nav-rules").click();
  await page.getByTestId("failure").waitFor();
  assert.match(
    String(await page.getByTestId("failure").textContent()),
    /The store is not reachable\.[\s\S]*STORE_DOWN/,
  );
  mock.state.broken.delete(path);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByTestId("rule-row").first().waitFor();
});

walk("agents show silence, losses and rules", async ({ page, mock }) => {
  await page.getByTestId("nav-agents").click();
  await page.getByText("1 agent is silent").waitFor();
  await page.getByText("1 host has lost events").waitFor();
  assert.equal(await page.getByTestId("agent-row").count(), 5);
  const [agent] = mock.state.agents;
  assert(agent?.attributes.status?.events["exec"]);
  agent.attributes.status.events["exec"].seen += 5000;
  agent.attributes.last_seen = new Date(
    Date.parse(agent.attributes.last_seen) + 10_000,
  ).toISOString();
  mock.state.tell({ kind: "agent", id: agent.id });
  await page.getByTestId("agent-row").first().getByText("500").waitFor();
  await page.getByTestId("agent-row").nth(1).click();
  await page.getByTestId("agent-detail").waitFor();
  const mute = page.getByTestId("mute-row");
  await mute.getByText("unknown field dns.question.nmae").waitFor();
  assert.equal(await mute.count(), 1);
  await page.getByText("Does not kill now: miner_run (executable)").waitFor();
  await page.goto("/agents");
  await page.getByTestId("banner").getByText("canaries do not come back on: exit").waitFor();
  const rows = page.getByTestId("agent-row");
  assert.match(String(await rows.nth(3).textContent()), /Silent, last heard \d+ min ago/);
  await rows.nth(2).click();
  await page.getByTestId("canaries").getByText("Do not come back: exit").waitFor();
  await page.getByTestId("throttled").getByText("3 cgroups send more than they may").waitFor();
});

walk("rules of both kinds are listed", async ({ page }) => {
  await page.getByTestId("nav-rules").click();
  await page.getByTestId("rule-row").first().waitFor();
  await page.getByTestId("tab-agent-rules").click();
  await page.getByTestId("agent-rule-row").first().waitFor();
  await page.getByLabel("Filter rules").fill("miner");
  await settles(
    "rows",
    () => page.getByTestId("agent-rule-row").count(),
    (count) => count === 1,
  );
});

/** Replaces the rule of the workbench by typing, without taking proposals. */
async function typeRule(page: Walk["page"], rule: string): Promise<void> {
  await page.locator("[data-testid=rule-editor] .cm-content").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type(rule);
  await page.keyboard.press("Escape");
}

const ruleText = (page: Walk["page"]) =>
  page
    .locator("[data-testid=rule-editor] .cm-line")
    .allTextContents()
    .then((lines) => lines.join("\n"));

walk("a rule is written, repaired and tried in the workbench", async ({ page }) => {
  await page.getByTestId("nav-workbench").click();
  await page.getByTestId("example-miner").click();
  await page.locator("[data-testid=verdict][data-state=match]").waitFor();
  await typeRule(page, 'exec.file.nmae == "kworkerds" && exec.us');
  await page.getByTestId("findings").getByText("exec.file.nmae").first().waitFor();
  await page.locator(".cm-lintRange-error").first().hover();
  await page.locator(".cm-tooltip-lint").getByText("is not known").first().waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Control+Space");
  const proposals = page.locator(".cm-tooltip-autocomplete");
  await proposals.getByText("exec.user", { exact: true }).waitFor();
  assert.equal(await proposals.getByText("open.flags").count(), 0);
  await page.keyboard.press("Tab");
  assert.equal(await ruleText(page), 'exec.file.nmae == "kworkerds" && exec.user');
  await page.keyboard.type(' == "root"');
  await page.getByRole("button", { name: "Replace with exec.file.name" }).first().click();
  await page.locator("[data-testid=verdict][data-state=noMatch]").waitFor();
  const met = () =>
    page
      .getByTestId("condition")
      .evaluateAll((all) => all.map((each) => each.getAttribute("data-met")));
  assert.deepEqual(await met(), ["true", "false"]);
  const event = page.locator("[data-testid=sample-editor] .cm-content");
  await event.fill('{"exec.file.name": "kworkerds", "exec.user": "root"}');
  await page.locator("[data-testid=verdict][data-state=match]").waitFor();
  assert.deepEqual(await met(), ["true", "true"]);
  assert.equal((await page.locator(".cm-condition-met").count()) > 0, true);
  assert.match(String(await page.getByTestId("rule-status").textContent()), /^exec/);
  await page.waitForURL(/#rule=exec\.file\.name.*kworkerds.*event=.*root/);
  await page.reload();
  await page.locator("[data-testid=verdict][data-state=match]").waitFor();
  assert.equal(await ruleText(page), 'exec.file.name == "kworkerds" && exec.user == "root"');
});

walk("keys alone write, format and leave the rule", async ({ page }) => {
  await page.goto("/workbench");
  await typeRule(page, "open.flags & ");
  await page.keyboard.press("Control+Space");
  await page.locator(".cm-tooltip-autocomplete [aria-selected]").getByText("O_WRONLY").waitFor();
  await page.keyboard.type("O_CR");
  await page.locator(".cm-tooltip-autocomplete [aria-selected]").getByText("O_CREAT").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type(">0 and process.uid=0");
  await page.keyboard.press("Escape");
  await page.getByTestId("findings").getByText("is no operator").waitFor();
  await page.keyboard.press("F8");
  await page.keyboard.press("Control+.");
  await page.getByTestId("explanation").waitFor();
  await page.keyboard.press("Control+Shift+f");
  const formatted = "open.flags & O_CREAT > 0 && process.uid == 0";
  await settles(
    "format",
    () => ruleText(page),
    (text) => text === formatted,
  );
  await page.keyboard.press("Tab");
  const isInside = () =>
    page.evaluate(() => document.activeElement?.closest(".cm-editor") !== null);
  assert.equal(await isInside(), false, "Tab leaves the editor");
});

walk("an agent rule opens in the workbench with the macros it names", async ({ page, mock }) => {
  const rule = mock.state.agents[0]?.attributes.status?.rules[0];
  assert(rule);
  rule.expression = "exec.file.name in SHELLS && process.ancestors.file.name in WEB_SERVERS";
  await page.goto("/rules?tab=agent");
  await page.getByTestId("agent-rule-row").getByText(rule.id).click();
  await page.getByTestId("open-in-workbench").locator("visible=true").first().click();
  await page.getByTestId("explanation").getByText("SHELLS").first().waitFor();
  assert.equal(await ruleText(page), rule.expression);
  assert.equal(await page.getByTestId("findings").count(), 0);
  const event = page.locator("[data-testid=sample-editor]");
  assert.match(String(await event.textContent()), /"exec.file.name":.*"process.ancestors": \[/);
});

walk(
  "the theme is the system's until chosen, and then kept",
  async ({ page }) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await background(), "rgb(12, 14, 19)");
    await page.getByTestId("theme").click();
    await settles("light", background, (color) => color === "rgb(245, 246, 248)");
    await page.reload();
    await page.getByTestId("nav-signals").waitFor();
    await settles("still light", background, (color) => color === "rgb(245, 246, 248)");
  },
  { colorScheme: "dark" },
);

walk("a store that is down is told on every page", async ({ page, mock }) => {
  Object.assign(mock.state.status.store, { reachable: false, reason: "Connection refused." });
  await page.reload();
  await page.getByText("The event store is not reachable").waitFor();
  await page.getByTestId("server").click();
  await page.getByTestId("server-panel").getByText("Not reachable").waitFor();
  assert.equal(
    await page.getByTestId("retention").textContent(),
    "events and logs 30 days · signals 15 months after their last activity",
  );
});

walk("everything that can be pressed has a name", async ({ page, mock }) => {
  const nameless = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("button, a[href], input, [role=treeitem], [role=tab]")]
        .filter((element) => {
          const input = element instanceof HTMLInputElement ? element.labels?.length : 0;
          const name = element.getAttribute("aria-label") || element.textContent?.trim();
          return !name && !input;
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    );
  const [signal] = mock.state.signals;
  for (const address of ["/signals", `/signals/${signal?.id}`, "/agents", "/rules"]) {
    await page.goto(address);
    await page.locator("[data-testid$=-row], [data-testid=signal-view]").first().waitFor();
    assert.deepEqual(await nameless(), [], address);
    assert.equal(await page.locator("main").count(), 1);
    assert.ok((await page.locator("h1, h2").count()) > 0);
  }
});

walk(
  "fifty thousand rows scroll, with few in the document",
  async ({ page }) => {
    const scroller = page.locator(".grid-scroll");
    await page.getByTestId("signal-row").first().waitFor();
    for (let loaded = 0; loaded < 2000; ) {
      loaded = await scroller.evaluate((element) => {
        element.scrollTop = element.scrollHeight;
        return element.scrollHeight / 36;
      });
      await page.waitForTimeout(20);
    }
    assert.ok((await page.getByTestId("signal-row").count()) < 90);
    const text = String(await page.getByTestId("total").textContent());
    assert.match(text, /^\d{5} signals$/);
  },
  { signals: 50_000 },
);
