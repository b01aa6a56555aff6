/**
 * The pages for logs, rules, suppressions and views, in a real browser on a real Vigil without an
 * agent: what is sent is found, what is written is kept, and a mistake is said where it is.
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import type { DetectionRule, RulePage } from "#lib/protocol";
import { startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const obstacle = existsSync(CHROMIUM) ? false : `there is no ${CHROMIUM}`;
const RULES = "/api/v2/security_monitoring/rules";

describe("the desk on a running Vigil", { skip: obstacle }, () => {
  let vigil: Vigil;
  let dir: string;
  let browser: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  async function send(logs: readonly object[]): Promise<void> {
    const response = await fetch(new URL("/api/v2/logs", vigil.url), {
      method: "POST",
      headers: { "DD-API-KEY": vigil.keys["DD-API-KEY"], "content-type": "application/json" },
      body: JSON.stringify(logs),
    });
    assert.equal(response.status, 202);
  }

  before(async () => {
    vigil = await startVigil(["--no-agent"]);
    dir = mkdtempSync(join(tmpdir(), "vigil-desk-"));
    browser = await chromium.launchPersistentContext(join(dir, "profile"), {
      ...{ executablePath: CHROMIUM, headless: true, args: FLAGS, acceptDownloads: true },
      ...{ viewport: { width: 1440, height: 900 }, baseURL: vigil.url },
    });
    page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => faults.push(error.message));
    const logs = Array.from({ length: 40 }, (_, at) => ({
      ...{ ddsource: "shop", service: at % 4 === 0 ? "cart" : "pay", hostname: "web-1" },
      ...{ ddtags: "env:prod", status: at % 10 === 0 ? "error" : "info" },
      ...{ message: `order ${at} was taken`, order: { number: at }, duration: at * 10 },
    }));
    await send(logs);
    await page.goto("/logs");
    await page.getByTestId("user").fill(vigil.admin.user);
    await page.getByTestId("password").fill(vigil.admin.password);
    await page.getByTestId("sign-in").click();
    await page.getByTestId("log-row").first().waitFor();
  });
  after(async () => {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  const total = () => page.getByTestId("log-total").textContent();
  const query = () => page.getByTestId("query");
  async function totals(wanted: string): Promise<void> {
    await waitFor(`total ${wanted}`, async () => ((await total()) === wanted ? true : undefined));
  }

  test("logs are counted, and a value pressed restricts them", async () => {
    await totals("40 logs");
    const facet = page.getByTestId("facet-service");
    await facet.getByRole("button", { name: "cart" }).click();
    await totals("10 logs");
    assert.equal(await query().inputValue(), "service:cart");
    assert.equal(new URL(page.url()).searchParams.get("q"), "service:cart");
  });

  test("a mistake is shown at its place", async () => {
    await query().fill("service:(cart");
    await query().press("Enter");
    const place = page.getByTestId("query-fault-place");
    await place.waitFor();
    assert.equal(await place.locator("mark").textContent(), "(");
    await page.goBack();
    await totals("10 logs");
  });

  test("keys walk and open; an attribute becomes a filter and a column", async () => {
    await query().press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const view = page.getByTestId("log-view");
    await view.waitFor();
    const first = await page.getByTestId("log-message").textContent();
    await page.keyboard.press("j");
    await waitFor("the next log", async () =>
      (await page.getByTestId("log-message").textContent()) === first ? undefined : true,
    );
    await view.locator(".event-row", { hasText: "order.number" }).hover();
    await view
      .locator(".event-row", { hasText: "order.number" })
      .getByRole("button", { name: "Show as a column" })
      .click();
    assert.match(String(new URL(page.url()).searchParams.get("cols")), /@order\.number$/);
    await view.getByTestId("filter-in-order.number").click();
    await totals("1 log");
    await page.keyboard.press("Escape");
    await view.waitFor({ state: "detached" });
  });

  test("exports hold what was found", async () => {
    await page.goto("/logs?q=service%3Acart&cols=%40order.number%2Cmessage");
    await totals("10 logs");
    const save = async (name: string) => {
      await page.getByTestId("export").click();
      const waiting = page.waitForEvent("download");
      await page.getByTestId(name).click();
      return readFileSync(await (await waiting).path(), "utf8").trim();
    };
    const csv = (await save("export-csv")).split("\r\n");
    // What a spreadsheet would take for a formula is made text.
    assert.equal(csv[0], "timestamp,id,'@order.number,message");
    assert.equal(csv.length, 11);
    const lines = (await save("export-json")).split("\n");
    assert.equal(lines.length, 10);
    assert.equal(JSON.parse(lines[0] as string).attributes.service, "cart");
  });

  test("a live tail shows what comes, once", async () => {
    await page.goto("/logs?q=service%3Atail");
    await page.getByTestId("tail").click();
    await waitFor("an open tail", async () => {
      await send([{ service: "tail", message: "tick" }]);
      const count = await page.getByTestId("log-row").count();
      return count > 0 ? true : undefined;
    });
    const ids = await page
      .getByTestId("log-row")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-id")));
    assert.equal(new Set(ids).size, ids.length);
    await page.keyboard.press("l");
    assert.equal(await page.getByTestId("tail").getAttribute("aria-pressed"), "false");
    assert.ok((await page.getByTestId("log-row").count()) >= ids.length, "what came stays");
  });

  test("groups are measured, and the address keeps them", async () => {
    await page.goto("/logs?q=source%3Ashop&shape=top&by=service&measure=max&of=%40duration");
    const list = page.getByTestId("top-list");
    await list.waitFor();
    assert.match(String(await list.textContent()), /pay390cart360/);
    await page.getByTestId("shape-series").click();
    await page.getByTestId("time-lines").getByRole("button", { name: "pay" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("shape"), "series");
  });

  test("a view is saved, opened again and deleted", async () => {
    await page.goto("/logs?q=service%3Acart&range=4h");
    await page.getByTestId("views-open").click();
    await page.getByTestId("view-name").fill("Carts");
    await page.getByTestId("view-share").check();
    await page.getByTestId("view-save").click();
    await page.getByTestId("view-row").waitFor();
    await page.goto("/logs");
    await page.getByTestId("log-row").first().waitFor();
    await page.getByTestId("views-open").click();
    await page.getByTestId("view-row").getByText("Carts").click();
    await waitFor("the view", async () =>
      new URL(page.url()).searchParams.get("q") === "service:cart" ? true : undefined,
    );
    assert.equal(new URL(page.url()).searchParams.get("range"), "4h");
    await page.getByTestId("views-open").click();
    await page.getByRole("button", { name: "Delete Carts" }).click();
    await page.getByTestId("view-row").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
  });

  const ruleNamed = async (name: string) =>
    (await vigil.get<RulePage>(`${RULES}?page[size]=1000`)).data.find((rule) => rule.name === name);

  test("a rule is written with its faults shown, tried and kept", async () => {
    await page.goto("/rules");
    await page.getByTestId("new-rule").click();
    const search = page.locator('[data-path="queries[0].query"] input');
    await search.fill("source:shop (");
    await page.getByTestId("faults").getByText("queries[0].query").waitFor();
    assert.equal(await page.getByTestId("rule-save").isDisabled(), true);
    await page.locator('[data-path="name"] input').fill("Orders are taken");
    await search.fill("source:shop service:cart");
    await page.getByTestId("verdict").getByText("The rule can be saved").waitFor();
    await page.getByTestId("preview-count").getByText("10 matches").waitFor();
    await page.getByTestId("add-sample").click();
    const event = JSON.stringify({ ddsource: "shop", service: "cart", message: "x" });
    await page.getByTestId("sample").locator("textarea").fill(event);
    await page.getByTestId("run-samples").click();
    await page.getByTestId("sample-result").getByText("As expected", { exact: true }).waitFor();
    await page.getByTestId("rule-save").click();
    await page.getByTestId("rule-detail").waitFor();
    const kept = await ruleNamed("Orders are taken");
    assert.equal(kept?.queries[0]?.query, "source:shop service:cart");
  });

  test("a change made meanwhile is shown, and nothing is lost", async () => {
    const rule = (await ruleNamed("Orders are taken")) as DetectionRule;
    await page.goto(`/rules/${rule.id}/edit`);
    const name = page.locator('[data-path="name"] input');
    await name.fill("Orders are taken, mine");
    const answer = await fetch(new URL(`${RULES}/${rule.id}`, vigil.url), {
      method: "PUT",
      headers: { ...vigil.keys, "content-type": "application/json" },
      body: JSON.stringify({ message: "theirs" }),
    });
    assert.equal(answer.status, 200);
    await page.getByTestId("verdict").getByText("The rule can be saved").waitFor();
    await page.getByTestId("rule-save").click();
    await page.getByTestId("conflict").waitFor();
    assert.match(String(await page.getByTestId("diff").textContent()), /-\s+"message": "theirs"/);
    await page.getByTestId("keep-mine").click();
    await page.getByTestId("rule-detail").waitFor();
    assert.equal((await ruleNamed("Orders are taken, mine"))?.version, 3);
  });

  test("versions are compared and restored", async () => {
    const rule = (await ruleNamed("Orders are taken, mine")) as DetectionRule;
    await page.goto(`/rules/${rule.id}`);
    await page.getByTestId("tab-history").click();
    await page.getByTestId("version-1").click();
    await page.getByTestId("restore").click();
    await page.getByTestId("version-4").waitFor();
    assert.equal((await ruleNamed("Orders are taken"))?.version, 4);
  });

  test("several are turned off, and deleted after a question", async () => {
    const file = join(dir, "rule.json");
    const rule = (await ruleNamed("Orders are taken")) as DetectionRule;
    writeFileSync(file, JSON.stringify({ ...rule, name: "Orders are taken twice" }));
    await page.goto("/rules?q=default%3Afalse");
    await page.getByTestId("import-file").setInputFiles(file);
    await waitFor("two rows", async () =>
      (await page.getByTestId("rule-row").count()) === 2 ? true : undefined,
    );
    await page.getByLabel("Select all rules shown").check();
    await page.getByTestId("bulk-disable").click();
    await waitFor("rules that are off", async () =>
      (await ruleNamed("Orders are taken twice"))?.isEnabled === false ? true : undefined,
    );
    await page.getByTestId("bulk-bar").waitFor({ state: "hidden" });
    await page.getByLabel("Select all rules shown").check();
    await page.getByTestId("bulk-delete").click();
    await page.getByTestId("confirm-action").click();
    await page.getByTestId("empty").waitFor();
    assert.equal(await ruleNamed("Orders are taken"), undefined);
  });

  test("a suppression is begun from an address, checked, kept and deleted", async () => {
    await page.goto("/suppressions?open=new&rules=source%3A(sshd&query=host%3Abuild-1&name=Builds");
    await page.getByTestId("field-fault").waitFor();
    await page.locator('[data-path="rule_query"] input').fill("source:sshd");
    await page.getByTestId("hidden-count").getByText("0 signals").waitFor();
    await page.getByTestId("suppression-save").click();
    await page.getByTestId("suppression-row").getByText("Builds").click();
    await page.getByTestId("suppression-delete").click();
    await page.getByTestId("confirm-action").click();
    await page.getByTestId("empty").waitFor();
  });

  test("no page threw", () => assert.deepEqual(faults, []));
});
