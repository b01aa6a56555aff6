/** imds: requests to a metadata service and its responses, with every field and who asked. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { whyNot } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";

const why = whyNot();
const ADDRESS = "169.254.169.254";
const ADDRESS_6 = "fd00:ec2::254";
const SCENE = join(import.meta.dirname, "scene/imds.ts");
const execute = promisify(execFile);
const PATH = "/latest/meta-data/iam/security-credentials/shop";
const SECRETS = /not-a-(secret|token)/;

/** What a program sends: one request, and the connection ends with the response. */
const CLIENT = `
  const [host, method, path, headers] = process.argv.slice(1);
  const options = { host, port: 80, method, path, headers: JSON.parse(headers), agent: false };
  require("node:http").request(options, (response) => response.resume()).end();`;

describe("imds", { skip: why ?? false }, () => {
  let live: LiveEvents;

  before(async () => {
    live = await LiveEvents.start(
      ["imds", "exit"],
      ["imds.aws.is_imds_v2 == false", 'imds.aws.security_credentials.type == "AWS-HMAC"'],
    );
  });
  after(() => live.stop());

  async function ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    address = ADDRESS,
  ): Promise<SeenEvent[]> {
    const bits = address.includes(":") ? "/128 nodad" : "/32";
    const client = [process.execPath, "-e", CLIENT, address, method, path, JSON.stringify(headers)];
    const script = `ip link set lo up; ip address add ${address}${bits} dev lo; exec "$@"`;
    const { stdout } = await execute("unshare", [
      ...["--net", "sh", "-c", script, "sh"],
      ...[process.execPath, SCENE, address, ...client],
    ]);
    return live.of(Number(stdout), "imds");
  }

  test("a request without a token, and credentials as the response", async () => {
    const [request, response, ...more] = await ask("GET", PATH, { "User-Agent": "curl/8.5.0" });
    assert.ok(request && response);
    assert.deepEqual(more, []);
    const asked = {
      "imds.type": "request",
      "imds.cloud_provider": "aws",
      "imds.url": PATH,
      "imds.host": ADDRESS,
      "imds.user_agent": "curl/8.5.0",
      "imds.server": "",
      "imds.aws.is_imds_v2": false,
      "imds.aws.security_credentials.type": "",
      "imds.network.source.ip": ADDRESS,
      "imds.network.source.is_public": false,
      "imds.network.destination.ip": ADDRESS,
      "imds.network.destination.port": 80,
      "imds.network.destination.is_public": false,
      "imds.network.l3_protocol": 0x800,
      "imds.network.l4_protocol": 6,
      "imds.network.network_direction": 2,
      "imds.network.device.ifname": "lo",
      "imds.network.type": 0,
    };
    for (const [name, value] of Object.entries(asked))
      assert.equal(request.fields[name], value, name);
    assert.ok((request.fields["imds.network.size"] as number) > PATH.length + 52);
    const answered = {
      "imds.type": "response",
      "imds.cloud_provider": "aws",
      "imds.url": "",
      "imds.host": "",
      "imds.user_agent": "",
      "imds.server": "EC2ws",
      "imds.aws.security_credentials.type": "AWS-HMAC",
      "imds.aws.security_credentials.code": "Success",
      "imds.aws.security_credentials.access_key_id": "ASIAIOSFODNN7EXAMPLE",
      "imds.aws.security_credentials.last_updated": "2026-01-01T00:00:00Z",
      "imds.aws.security_credentials.expiration": "2026-01-01T06:00:00Z",
      "imds.network.network_direction": 1,
      "imds.network.source.port": 80,
    };
    for (const [name, value] of Object.entries(answered))
      assert.equal(response.fields[name], value, name);
    assert.equal(
      response.fields["imds.network.destination.port"],
      request.fields["imds.network.source.port"],
    );
    assert.ok(request.rules.includes("imds.aws.is_imds_v2 == false"));
    assert.ok(response.rules.includes('imds.aws.security_credentials.type == "AWS-HMAC"'));
    assert.doesNotMatch(JSON.stringify([request, response]), SECRETS);
  });

  const TOKEN = "x-aws-ec2-metadata-token";
  for (const [provider, method, path, headers, isV2] of [
    ["aws", "GET", "/latest/meta-data/", { [TOKEN]: "t" }, true],
    ["aws", "PUT", "/latest/api/token", { [`${TOKEN}-ttl-seconds`]: "60" }, true],
    ["gcp", "GET", "/computeMetadata/v1/instance/id", { "Metadata-Flavor": "Google" }, false],
    ["azure", "GET", "/metadata/instance?api-version=2021-02-01", { Metadata: "true" }, false],
    ["ibm", "GET", "/metadata/v1/instance", { "Metadata-Flavor": "ibm" }, false],
    ["oracle", "GET", "/opc/v2/instance/", { Authorization: "Bearer Oracle" }, false],
  ] as [string, string, string, Record<string, string>, boolean][]) {
    test(`${provider} by ${method} ${path}`, async () => {
      const [request] = await ask(method, path, headers);
      assert.equal(request?.fields["imds.cloud_provider"], provider);
      assert.equal(request?.fields["imds.url"], path);
      assert.equal(request?.fields["imds.aws.is_imds_v2"], isV2);
    });
  }

  test("over IPv6", async () => {
    const [request, response] = await ask("GET", PATH, {}, ADDRESS_6);
    assert.equal(request?.fields["imds.network.destination.ip"], ADDRESS_6);
    assert.equal(request?.fields["imds.network.l3_protocol"], 0x86dd);
    assert.equal(response?.fields["imds.aws.security_credentials.type"], "AWS-HMAC");
  });
});
