/**
 * Content packs, how long things are kept, and suppressions that begin at a signal, in a real browser
 * on a real Vigil without an agent: a capture is played and a log of sshd is sent.
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import type { ServerStatus } from "#lib/protocol";
import { agentRules, ROOT, startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
const obstacle = existsSync(CHROMIUM) ? false : `there is no ${CHROMIUM}`;
const PACKS = "/api/v2/security_monitoring/content_packs";

describe("packs and suppression keys on a running Vigil", { skip: obstacle }, () => {
  let vigil: Vigil;
  let dir: string;
  let browser: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  before(async () => {
    const kept = ["--retention-days", "31", "--signal-retention-months", "14"];
    vigil = await startVigil(["--no-agent", ...kept]);
    await vigil.command("replay", join(ROOT, "test/captures/attack.vigilrec"), "--json");
    dir = mkdtempSync(join(tmpdir(), "vigil-packs-"));
    browser = await chromium.launchPersistentContext(join(dir, "profile"), {
      ...{ executablePath: CHROMIUM, headless: true, args: FLAGS },
      ...{ viewport: { width: 1440, height: 900 }, baseURL: vigil.url },
    });
    page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto("/packs");
    await page.getByTestId("user").fill(vigil.admin.user);
    await page.getByTestId("password").fill(vigil.admin.password);
    await page.getByTestId("sign-in").click();
    await page.getByTestId("pack-card").first().waitFor();
  });
  after(async () => {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  const card = (id: string) => page.locator(`[data-testid=pack-card][data-id=${id}]`);
  const shows = (id: string, wanted: string) =>
    waitFor(`${id}: ${wanted}`, async () =>
      (await card(id).textContent())?.includes(wanted) ? true : undefined,
    );

  test("cards say what is on and what was seen", async () => {
    assert.equal(await page.getByTestId("pack-card").count(), 14);
    await shows("containers", "Active8 of 8 rules on");
    await shows("openssh", "On, not set up8 of 8 rules on");
  });

  test("a pack is opened and turned off and on by the keyboard alone", async () => {
    await card("intrusion").focus();
    await page.keyboard.press("Enter");
    const view = page.getByTestId("pack-view");
    await view.getByText("Read the process tree of the sample first").waitFor();
    await view.getByText("kept by web-servers").first().waitFor();
    assert.equal(new URL(page.url()).searchParams.get("open"), "intrusion");
    const turn = page.getByTestId("pack-switch");
    await turn.focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("confirm").getByText("12 rules make no more signals").waitFor();
    await page.getByTestId("confirm").getByText("2 rules stay on").waitFor();
    // The way back has the focus first.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await shows("intrusion", "Off, data is there2 of 14 rules on");
    await view.getByTestId("pack-change").getByText("turned off by admin").waitFor();
    const state = await vigil.get<{ data: { attributes: { active: boolean; version: number } } }>(
      `${PACKS}/intrusion`,
    );
    assert.deepEqual([state.data.attributes.active, state.data.attributes.version], [false, 1]);
    await page.getByTestId("confirm").waitFor({ state: "detached" });
    await turn.focus();
    await page.keyboard.press("Enter");
    await shows("intrusion", "Active14 of 14 rules on");
    await page.keyboard.press("Escape");
    await view.waitFor({ state: "detached" });
  });

  test("a list that cannot be loaded says so, and is asked for again", async () => {
    const path = (url: URL) => url.pathname === PACKS;
    await page.route(path, (route) =>
      route.fulfill({
        status: 503,
        json: { errors: ["Busy."], details: [{ code: "BUSY", message: "Busy.", hint: "Wait." }] },
      }),
    );
    await page.goto("/packs");
    await page.getByTestId("failure").getByText("Busy.").waitFor();
    await page.unroute(path);
    await page.route(path, (route) => route.fulfill({ json: { data: [] } }));
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByTestId("empty").getByText("There are no content packs").waitFor();
    await page.unroute(path);
    await page.goto("/packs?open=nothing");
    await page.getByText("There is no such pack any more").waitFor();
  });

  test("how long things are kept is told", async () => {
    const { retention } = await vigil.get<ServerStatus>("/api/v2/status");
    assert.deepEqual([retention.record_days, retention.signal_months], [31, 14]);
    await page.getByTestId("server").click();
    assert.equal(
      await page.getByTestId("retention").textContent(),
      "events and logs 31 days · signals 14 months after their last activity",
    );
    await page.keyboard.press("Escape");
  });

  const query = () => page.locator('[data-path="suppression_query"] input').inputValue();

  test("a suppression begins with what the process of a signal is told by", async () => {
    const miner = await vigil.waitForSignal("the miner", (signal) =>
      agentRules(signal).includes("crypto_miner_arguments"),
    );
    await page.goto(`/signals/${miner.id}`);
    await page.getByTestId("suppress").click();
    const chooser = page.getByTestId("key-chooser");
    await chooser.getByText("A process was started").waitFor();
    assert.equal(await page.getByTestId("set-recommended").getAttribute("aria-pressed"), "true");
    const recommended = await query();
    assert.match(recommended, /@process\.args:/);
    assert.match(recommended, /@process\.user:/);
    // The capture was made long ago, and a preview looks at seven days.
    await page.getByTestId("hidden-count").waitFor();
    await page.getByTestId("set-any_arguments").click();
    assert.doesNotMatch(await query(), /@process\.args:/);
    // Down to one key, by the keyboard: that is broad.
    for (const box of await chooser.locator("input:checked").all()) {
      if ((await box.getAttribute("data-testid")) === "key-@process.user") continue;
      await box.focus();
      await page.keyboard.press("Space");
    }
    assert.match(await query(), /^@process\.user:\S+$/);
    await page.getByTestId("warning").getByText("one key alone").waitFor();
  });

  test("an attribute chosen in a signal is gone by, with what is said against it", async () => {
    const miner = await vigil.waitForSignal("the miner", (signal) =>
      agentRules(signal).includes("crypto_miner_arguments"),
    );
    await page.goto(`/signals/${miner.id}`);
    await page.getByTestId("tab-event").click();
    await page.locator(".event-row", { hasText: "process.pid" }).first().hover();
    await page.getByTestId("suppress-process.pid").first().click();
    await page.getByTestId("key-chooser").waitFor();
    assert.match(await query(), /^@process\.pid:\d+ /);
    await page.getByTestId("warning").getByText("do not come again").first().waitFor();
    await page.getByTestId("key-@process.pid").uncheck();
    await page.getByTestId("suppression-save").click();
    await page.getByTestId("suppression-row").waitFor();
    const { data } = await vigil.get<{ data: { attributes: { suppression_query: string } }[] }>(
      "/api/v2/security_monitoring/configuration/suppressions",
    );
    assert.equal(data.length, 1);
    assert.doesNotMatch(data[0]?.attributes.suppression_query ?? "", /pid/);
  });

  test("of a log's signal the recommended keys find the signal itself", async () => {
    const log = (message: string) => ({ ddsource: "sshd", hostname: "web-1", message });
    const failed = Array.from({ length: 12 }, (_, at) =>
      log(`Failed password for root from 203.0.113.9 port ${40_000 + at} ssh2`),
    );
    const answer = await fetch(new URL("/api/v2/logs", vigil.url), {
      method: "POST",
      headers: { ...vigil.keys, "content-type": "application/json" },
      body: JSON.stringify([
        ...failed,
        log("Accepted password for root from 203.0.113.9 port 1 ssh2"),
      ]),
    });
    assert.equal(answer.status, 202);
    const { id } = await vigil.waitForSignal(
      "the guesses",
      ({ attributes }) => attributes.custom.workflow.rule.id === "ssh_brute_force",
    );
    await page.goto(`/suppressions?open=new&signal=${id}`);
    await page.getByTestId("key-chooser").getByText("A log was written").waitFor();
    assert.match(await query(), /^@network\.client\.ip:203\.0\.113\.9 @usr\.name:root /);
    await page.getByTestId("hidden-count").getByText("1 signal of the last seven days").waitFor();
    await page
      .locator('[data-path="data_exclusion_query"] input')
      .fill("@network.client.ip:203.0.113.9 @usr.name:root");
    await page
      .getByTestId("excluded-count")
      .getByText("13 events and logs of the last seven days are left out")
      .waitFor();
  });

  test("a signal that is gone says so in place of the keys", async () => {
    await page.goto("/suppressions?open=new&signal=gone");
    await page.getByTestId("side-panel").getByTestId("failure").waitFor();
  });

  test("no page threw", () => assert.deepEqual(faults, []));
});
