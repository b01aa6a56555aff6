/**
 * Content packs through the vendor's published client and the command line, on a whole Vigil: what
 * is off makes no signal, what is on again does.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ContentPack } from "#lib/protocol";
import { startVigil, type Vigil } from "../support/vigil.ts";
import { refusalOf, securityApi } from "./client.ts";

let vigil: Vigil;
let api: ReturnType<typeof securityApi>;

before(async () => {
  vigil = await startVigil(["--no-agent"]);
  api = securityApi(vigil);
});
after(() => vigil.stop());

async function send(logs: readonly object[]): Promise<void> {
  const response = await fetch(new URL("/api/v2/logs", vigil.url), {
    method: "POST",
    headers: { "DD-API-KEY": vigil.keys["DD-API-KEY"], "content-type": "application/json" },
    body: JSON.stringify(logs),
  });
  assert.equal(response.status, 202, await response.text());
}

function guesses(address: string): object[] {
  const common = { ddsource: "sshd", hostname: "web-1" };
  const failed = Array.from({ length: 12 }, (_, at) => ({
    ...common,
    message: `Failed password for root from ${address} port ${40_000 + at} ssh2`,
  }));
  const message = `Accepted password for root from ${address} port 42000 ssh2`;
  return [...failed, { ...common, message }];
}

const leak = (address: string) => ({
  ...{ ddsource: "nginx", hostname: "web-1" },
  message: `${address} - - [28/Nov/2026:10:00:00 +0000] "GET /.env HTTP/1.1" 200 512 "-" "curl/8"`,
});
const isAbout = (text: string) => (signal: object) => JSON.stringify(signal).includes(text);

/** The state of a pack, and of its details what tells. */
async function stateOf(id: string) {
  const { data } = await api.getContentPacksStates();
  const { attributes } = data.find((each) => each.id === id) ?? assert.fail(`no pack ${id}`);
  assert.ok("cpActivation" in attributes.details, `${id}: the client knows its details`);
  const { cpActivation } = attributes.details;
  const seen = "dataLastSeen" in attributes.details ? attributes.details.dataLastSeen : "";
  return [attributes.status, cpActivation, seen];
}

test("states tell what is on and what was seen; the client knows their shape", async () => {
  await send(guesses("203.0.113.1"));
  await vigil.waitForSignal("the guesses", isAbout("203.0.113.1"));
  assert.deepEqual(await stateOf("openssh"), ["active", "activated", "within_24_hours"]);
  assert.deepEqual(await stateOf("aws-cloudtrail"), ["not_configured", "activated", "not_seen"]);
  assert.deepEqual(await stateOf("threat-intelligence"), [
    ...["not_configured", "activated", "not_seen"],
  ]);
  const { data, meta } = await api.getContentPacksStates();
  assert.equal(data.length, 14);
  assert.equal(meta.cloudSiemIndexIncorrect, false);
  for (const { attributes } of data)
    assert.equal(attributes.details.constructor.name.endsWith("Details"), true);
});

test("a pack that is off makes no signal; on again it does", async () => {
  await api.deactivateContentPack({ contentPackId: "openssh" });
  assert.deepEqual((await stateOf("openssh")).slice(0, 2), ["activate", "deactivated"]);
  const off = await api.getSecurityMonitoringRule({ ruleId: "ssh_brute_force" });
  assert.equal("isEnabled" in off && off.isEnabled, false);
  // What comes in one request is looked at together, so the second tells that the first was.
  await send([...guesses("203.0.113.2"), leak("198.51.100.2")]);
  await vigil.waitForSignal("the leak", isAbout("198.51.100.2"));
  assert.equal((await vigil.signals()).some(isAbout("203.0.113.2")), false);
  await api.activateContentPack({ contentPackId: "openssh" });
  await send(guesses("203.0.113.3"));
  await vigil.waitForSignal("the guesses", isAbout("203.0.113.3"));
  assert.equal(await refusalOf(api.activateContentPack({ contentPackId: "nothing" })), 404);
});

test("the command line lists, shows and changes packs", async () => {
  const packs = async (...args: string[]) => (await vigil.command("packs", ...args)).stdout;
  assert.match(await packs("list"), /openssh +on +active +8\/8 +OpenSSH/);
  const off = JSON.parse(await packs("deactivate", "intrusion", "--json")) as ContentPack;
  assert.equal(off.attributes.active, false);
  const kept = off.attributes.detections.filter(({ is_enabled }) => is_enabled);
  assert.deepEqual(
    kept.map(({ id, kept_by }) => [id, kept_by]),
    [
      ["application_started_shell", ["web-servers"]],
      ["root_gained_below_web_server", ["web-servers"]],
    ],
  );
  const shown = await packs("show", "intrusion");
  assert.match(shown, /Intrusion on a host: off, install/);
  assert.match(shown, /application_started_shell on, kept by web-servers/);
  assert.match(await packs("activate", "intrusion"), /intrusion is on: 14 of 14 rules are on/);
  await assert.rejects(packs("activate", "nothing"), /There is no content pack nothing/);
});
