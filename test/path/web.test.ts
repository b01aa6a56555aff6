/**
 * A person at the web, in a real browser on a real Vigil: sign in, see a signal arrive, open it,
 * archive it.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { sensorObstacle, startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
const TITLE = "A crypto miner was run";
const obstacle = sensorObstacle() || (existsSync(CHROMIUM) ? "" : `there is no ${CHROMIUM}`);

describe("the web on a running Vigil", { skip: obstacle || false }, () => {
  let vigil: Vigil;
  let dir: string;
  let browser: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  before(async () => {
    vigil = await startVigil();
    dir = mkdtempSync(join(tmpdir(), "vigil-browser-"));
    browser = await chromium.launchPersistentContext(join(dir, "profile"), {
      executablePath: CHROMIUM,
      headless: true,
      args: FLAGS,
      viewport: { width: 1440, height: 900 },
      baseURL: vigil.url,
    });
    page = browser.pages()[0] ?? (await browser.newPage());
    page.on("pageerror", (error) => faults.push(error.message));
  });
  after(async () => {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  const rows = () => page.getByTestId("signal-row").filter({ hasText: TITLE });

  test("a wrong password is refused with one sentence, the right one opens the list", async () => {
    await page.goto("/");
    await page.getByTestId("user").fill(vigil.admin.user);
    await page.getByTestId("password").fill("not the password");
    await page.getByTestId("sign-in").click();
    await page.getByTestId("sign-in-fault").waitFor();
    await page.getByTestId("password").fill(vigil.admin.password);
    await page.getByTestId("sign-in").click();
    await page.getByTestId("facets").waitFor();
    assert.equal(await rows().count(), 0);
  });

  test("a signal of an attack arrives in the open page", async () => {
    const miner = join(dir, "xmrig");
    copyFileSync("/bin/true", miner);
    execFileSync(miner, ["-o", "stratum+tcp://pool.example:3333"]);
    await rows().first().waitFor();
  });

  test("it opens to what happened: matched parts, process tree, event", async () => {
    await rows().first().click();
    await page.getByTestId("signal-title").filter({ hasText: TITLE }).waitFor();
    await page.getByTestId("matched-part").filter({ hasText: "stratum+tcp" }).first().waitFor();
    const tree = page.getByTestId("process-tree");
    await tree.getByText("xmrig").first().waitFor();
    const text = (await tree.textContent()) ?? "";
    assert.match(text, /stratum\+tcp:\/\/pool\.example:3333/);
    assert.match(text, /node/, "the test runner that started it is among the ancestors");
  });

  test("it is archived with a reason and leaves the list of open signals", async () => {
    await page.getByTestId("triage-archived").first().click();
    await page.getByLabel("False positive").check();
    await page.getByTestId("archive-confirm").click();
    const signal = await waitFor("archived signal", async () => {
      const found = (await vigil.signals()).find((each) =>
        each.attributes.custom.title.startsWith(TITLE),
      );
      return found?.attributes.custom.workflow.triage.state === "archived" ? found : undefined;
    });
    assert.equal(signal.attributes.custom.workflow.triage.archive_reason, "false_positive");
    await page.goto("/");
    await page.getByTestId("facets").waitFor();
    await waitFor("an empty list", async () => ((await rows().count()) === 0 ? true : undefined));
  });

  test("agents show a running sensor and loaded rules; no page threw", async () => {
    await page.goto("/agents");
    await page.getByTestId("health").first().waitFor();
    assert.deepEqual(faults, []);
  });
});
