/** A browser on the built UI with the mock server behind it, for the walks in this folder. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { startMock } from "../dev/mock-server.ts";

/** Where the walks find the UI. */
export const WALKED = fileURLToPath(new URL("../../build/web-walks/", import.meta.url));

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const WAIT_MS_MAX = 15_000;
const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** Why the walks cannot run here; undefined when they can. */
export const noBrowser = existsSync(CHROMIUM) ? undefined : `there is no ${CHROMIUM}`;

/** Builds the UI as it is shipped, into a folder of its own: others may be serving build/web. */
export async function buildUi(): Promise<void> {
  const configFile = fileURLToPath(new URL("../vite.config.ts", import.meta.url));
  await build({ configFile, logLevel: "error", build: { outDir: WALKED } });
}

export const clock = Date.now;

export type Walk = {
  page: Page;
  mock: Awaited<ReturnType<typeof startMock>>;
  /** Errors that the page logged or threw, other than refused requests. */
  faults: string[];
  close: () => Promise<void>;
};

/** A new browser with a profile of its own, not signed in. */
export async function startWalk(
  options: BrowserContextOptions & { signals?: number } = {},
): Promise<Walk> {
  const { signals = 60, ...context } = options;
  const mock = await startMock({ signals, clock, built: WALKED });
  const profile = await mkdtemp(join(tmpdir(), "vigil-web-"));
  const browser = await chromium.launchPersistentContext(profile, {
    ...{ executablePath: CHROMIUM, headless: true, args: FLAGS },
    ...{ viewport: { width: 1440, height: 900 }, baseURL: mock.url },
    ...context,
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(WAIT_MS_MAX);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  const close = async () => {
    await browser.close();
    await mock.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { page, mock, faults, close };
}

export async function signIn(page: Page, address = "/"): Promise<void> {
  await page.goto(address);
  await page.getByTestId("user").fill("admin");
  await page.getByTestId("password").fill("vigil");
  await page.getByTestId("sign-in").click();
  await page.getByTestId("nav-signals").waitFor();
}

/** Waits until a value that the page shows is the one expected; the last value is in the error. */
export async function settles<Value>(
  what: string,
  read: () => Promise<Value>,
  holds: (value: Value) => boolean,
): Promise<Value> {
  const end = clock() + WAIT_MS_MAX;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (clock() > end) throw new Error(`${what}: still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
