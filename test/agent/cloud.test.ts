/** What a cloud calls this host is in its matches and in the status that the server shows. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pino } from "pino";
import { Agent } from "../../agent/program.ts";
import { readSettings } from "../../agent/settings.ts";

const CAPTURE = join(import.meta.dirname, "../captures/process.vigilrec");
const root = mkdtempSync(join(tmpdir(), "vigil-cloud-"));
after(() => rmSync(root, { recursive: true }));

test("tags of the cloud come after those that the host was given, and go with every match", async () => {
  for (const path of ["sys/class/dmi/id", "content/agent", "policies"])
    mkdirSync(join(root, path), { recursive: true });
  writeFileSync(
    join(root, "sys/class/dmi/id/chassis_asset_tag"),
    "7783-7084-3265-9085-8269-3286-77",
  );
  const rules = [{ id: "run", expression: 'exec.file.path == "/tmp/script"' }];
  writeFileSync(join(root, "policies/own.policy"), JSON.stringify({ version: "1.0.0", rules }));
  const service = createServer((_, response) => response.end('{"vmId":"vm-1","location":"north"}'));
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  const settings = readSettings([
    ...["--data", join(root, "data"), "--replay", CAPTURE, "--no-server", "--tag", "env:test"],
    ...["--content", join(root, "content"), "--policies", join(root, "policies")],
  ]);
  const agent = await Agent.open(settings, pino({ level: "silent" }), "0.0.1");
  await agent.learnCloud(join(root, "nowhere"));
  assert.deepEqual(agent.status().tags, ["env:test"]);
  await agent.learnCloud(root, `http://127.0.0.1:${(service.address() as AddressInfo).port}`);
  service.close();
  const tags = ["env:test", "cloud_provider:azure", "region:north", "instance_id:vm-1"];
  assert.deepEqual(agent.status().tags, tags);
  await agent.replay(CAPTURE);
  const slice = await agent.spool.read(0, 10, 2 ** 20);
  await agent.stop();
  const [match] = (slice?.events ?? []).map((bytes) => JSON.parse(Buffer.from(bytes).toString()));
  assert.deepEqual(match.tags.slice(0, tags.length), tags);
});
