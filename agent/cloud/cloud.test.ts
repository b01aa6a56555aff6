/** Clouds by their firmware, and their metadata services as an HTTP server on loopback. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { detectCloud } from "./detect.ts";
import { OWN_TAGS_MAX, readCloudTags } from "./identity.ts";

const roots: string[] = [];
after(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

function firmware(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "vigil-cloud-"));
  roots.push(root);
  mkdirSync(join(root, "sys/class/dmi/id"), { recursive: true });
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(root, "sys/class/dmi/id", name), text);
  return root;
}

test("a cloud is known by its firmware, and nothing else is taken for one", () => {
  assert.equal(detectCloud(firmware({ sys_vendor: "Amazon EC2\n" })), "aws");
  assert.equal(detectCloud(firmware({ sys_vendor: "Xen", bios_version: "4.2.amazon\n" })), "aws");
  assert.equal(detectCloud(firmware({ product_name: "Google Compute Engine\n" })), "gcp");
  const azure = "7783-7084-3265-9085-8269-3286-77\n";
  assert.equal(detectCloud(firmware({ chassis_asset_tag: azure })), "azure");
  assert.equal(detectCloud(firmware({ sys_vendor: "Microsoft Corporation" })), undefined);
  assert.equal(detectCloud(firmware({})), undefined);
  assert.equal(detectCloud(join(firmware({}), "nowhere")), undefined);
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Gives what `readCloudTags` finds at a server, and what it asked there. */
async function asked(
  cloud: Parameters<typeof readCloudTags>[0],
  answer: Answer,
): Promise<{ tags: string[]; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return { tags: await readCloudTags(cloud, `http://127.0.0.1:${port}`), requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Answers of paths; 404 for others, and 401 without the header that the service wants. */
function service(
  paths: Readonly<Record<string, string>>,
  header: readonly [string, string],
  said: Readonly<Record<string, string>> = {},
): Answer {
  return (request, response) => {
    const isToken = request.method === "PUT" && request.url === "/latest/api/token";
    const text = isToken ? "TOKEN==" : paths[request.url ?? ""];
    const isAllowed = isToken || request.headers[header[0]] === header[1];
    response.writeHead(isAllowed ? (text === undefined ? 404 : 200) : 401, said);
    response.end(isAllowed ? text : "");
  };
}

const AWS_HEADER = ["x-aws-ec2-metadata-token", "TOKEN=="] as const;
const DOCUMENT = {
  accountId: "123456789012",
  region: "eu-west-1",
  availabilityZone: "eu-west-1b",
  instanceId: "i-0abc",
  instanceType: "t3.micro",
  imageId: "ami-1",
  version: "2017-09-30",
};
const AWS: Readonly<Record<string, string>> = {
  "/latest/dynamic/instance-identity/document": JSON.stringify(DOCUMENT),
  "/latest/meta-data/tags/instance": "Team\nCost Center",
  "/latest/meta-data/tags/instance/Team": "payments",
  "/latest/meta-data/tags/instance/Cost%20Center": "42",
};

test("AWS: a token first, then the document and the machine's tags", async () => {
  const { tags, requests } = await asked("aws", service(AWS, AWS_HEADER));
  assert.equal(requests[0], "PUT /latest/api/token");
  assert.deepEqual(tags, [
    "cloud_provider:aws",
    "cloud_account_id:123456789012",
    "region:eu-west-1",
    "availability_zone:eu-west-1b",
    "instance_id:i-0abc",
    "instance_type:t3.micro",
    "image_id:ami-1",
    "team:payments",
    "cost_center:42",
  ]);
});

test("AWS: without a token nothing else is asked", async () => {
  const { tags, requests } = await asked("aws", (_, response) => response.writeHead(403).end());
  assert.deepEqual([tags, requests], [["cloud_provider:aws"], ["PUT /latest/api/token"]]);
});

test("AWS: no more than a maximum of tags is asked for", async () => {
  const names = Array.from({ length: OWN_TAGS_MAX + 5 }, (_, index) => `t${index}`);
  const values = names.map((name) => [`/latest/meta-data/tags/instance/${name}`, "v"] as const);
  const paths = {
    "/latest/meta-data/tags/instance": names.join("\n"),
    ...Object.fromEntries(values),
  };
  const { tags } = await asked("aws", service(paths, AWS_HEADER));
  assert.equal(tags.length, 1 + OWN_TAGS_MAX);
});

const GCP: Readonly<Record<string, string>> = {
  "/computeMetadata/v1/instance/id": "4520031799277581759",
  "/computeMetadata/v1/instance/zone": "projects/99/zones/europe-west1-b",
  "/computeMetadata/v1/instance/machine-type": "projects/99/machineTypes/e2-small",
  "/computeMetadata/v1/instance/tags": '["http-server","shop"]',
  "/computeMetadata/v1/project/project-id": "shop-1",
};
const GCP_HEADER = ["metadata-flavor", "Google"] as const;

test("GCE: an answer counts only with the header that proves the service", async () => {
  const said = { "Metadata-Flavor": "Google" };
  const { tags } = await asked("gcp", service(GCP, GCP_HEADER, said));
  assert.deepEqual(tags, [
    "cloud_provider:gcp",
    "cloud_account_id:shop-1",
    "region:europe-west1",
    "availability_zone:europe-west1-b",
    "instance_id:4520031799277581759",
    "instance_type:e2-small",
    "network_tag:http-server",
    "network_tag:shop",
  ]);
  const unproven = await asked("gcp", service(GCP, GCP_HEADER));
  assert.deepEqual(unproven.tags, ["cloud_provider:gcp"]);
});

test("Azure: one document", async () => {
  const compute = {
    subscriptionId: "sub",
    location: "westeurope",
    zone: "",
    vmId: "vm-1",
    vmSize: "Standard_B1s",
    resourceGroupName: "shop",
    tagsList: [{ name: "owner", value: "ops" }, null, { value: "nameless" }],
  };
  const path = "/metadata/instance/compute?api-version=2021-02-01";
  const paths = { [path]: JSON.stringify(compute) };
  const { tags } = await asked("azure", service(paths, ["metadata", "true"]));
  assert.deepEqual(tags, [
    "cloud_provider:azure",
    "cloud_account_id:sub",
    "region:westeurope",
    "instance_id:vm-1",
    "instance_type:Standard_B1s",
    "resource_group:shop",
    "owner:ops",
  ]);
});

test("a service that redirects, says too much, hangs up or is silent gives no more than the cloud", async () => {
  const elsewhere: Answer = (_, response) =>
    response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
  const endless: Answer = (_, response) => response.end("x".repeat(100_000));
  const hangUp: Answer = (request) => request.socket.destroy();
  const silent: Answer = () => undefined;
  for (const answer of [elsewhere, endless, hangUp, silent])
    for (const cloud of ["aws", "azure"] as const)
      assert.deepEqual((await asked(cloud, answer)).tags, [`cloud_provider:${cloud}`]);
});

test("whatever a service says, tags are tags", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.string({ maxLength: 200 }), async (json, text) => {
      const paths = { ...AWS, "/latest/meta-data/tags/instance/Team": text };
      const path = "/latest/dynamic/instance-identity/document";
      const said = { ...paths, [path]: JSON.stringify(json) };
      const { tags } = await asked("aws", service(said, AWS_HEADER));
      for (const each of tags) assert.match(each, /^[a-z][a-z0-9_./-]*:[^\p{Cc}]{1,100}$/u);
    }),
    { numRuns: 20 },
  );
});
