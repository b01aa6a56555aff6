/**
 * Names from the host's files and from container runtimes' state, below a root made for the test.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { createAccountNames, parseNames } from "./account-names.ts";
import { findContainer } from "./container-facts.ts";

const root = mkdtempSync(join(tmpdir(), "vigil-names-"));
after(() => rmSync(root, { recursive: true }));

function put(path: string, content: unknown): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
}

test("users and groups are read again when their file changes", () => {
  let now = 0;
  put("etc/passwd", "root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/:\nweb:x:33:33::/:\n");
  put("etc/group", "root:x:0:\nshadow:x:42:\n");
  const names = createAccountNames(root, () => now);
  assert.deepEqual(
    [names.userName(0), names.userName(33), names.groupName(42)],
    ["root", "web", "shadow"],
  );
  assert.equal(names.userName(7), "");
  put("etc/passwd", "root:x:0:0::/:\nmallory:x:7:0::/:\n");
  assert.equal(names.userName(7), "", "the file is not looked at for every name");
  now = 1000;
  assert.equal(names.userName(7), "mallory");
  assert.equal(names.userName(33), "");
});

test("malformed lines of a names file are passed over", () => {
  const names = parseNames(
    "# a comment:x:1:\nbroken\n:x:2:\nneg:x:-3:\nok:x:4:\nbig:x:99999999999:\n",
  );
  assert.deepEqual([...names], [[4, "ok"]]);
});

test("a host without the files has no names", () => {
  assert.equal(createAccountNames(join(root, "nowhere"), () => 0).userName(0), "");
});

const [PODMAN, DOCKER, KUBE, API] = ["1", "2", "3", "4"].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
];

test("names and images are found in every runtime's state", async () => {
  const metadata = JSON.stringify({ "image-name": "localhost/bb:1", name: "bad" });
  put("var/lib/containers/storage/overlay-containers/containers.json", [
    { id: PODMAN, names: ["bad"], metadata },
  ]);
  put(`var/lib/docker/containers/${DOCKER}/config.v2.json`, {
    Name: "/shop-web",
    Config: { Image: "nginx:1.27" },
  });
  const annotations = {
    "io.kubernetes.cri.container-name": "api",
    "io.kubernetes.cri.image-name": "registry.example/api:2",
  };
  put(`run/containerd/io.containerd.runtime.v2.task/k8s.io/${KUBE}/config.json`, { annotations });
  const found = await Promise.all([PODMAN, DOCKER, KUBE].map((id) => findContainer(root, id)));
  assert.deepEqual(
    found.map((facts) => [facts?.name, facts?.image]),
    [
      ["bad", "localhost/bb:1"],
      ["shop-web", "nginx:1.27"],
      ["api", "registry.example/api:2"],
    ],
  );
});

test("what the files do not say the runtime's API does; a silent one is given up", async () => {
  const socket = join(root, "run/podman/podman.sock");
  mkdirSync(dirname(socket), { recursive: true });
  let answers = true;
  const server = createServer((request, response) => {
    if (!answers) return;
    assert.equal(request.url, `/v1.41/containers/${API}/json`);
    response.end(JSON.stringify({ Name: "/good", Config: { Image: "bb:1" } }));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const found = await findContainer(root, API);
  assert.deepEqual([found?.name, found?.image], ["good", "bb:1"]);
  answers = false;
  assert.equal(await findContainer(root, API), undefined);
  server.closeAllConnections();
  server.close();
});

test("an id that could lead elsewhere in the file system is not looked up", async () => {
  for (const id of ["../../../etc", "a/b", "", "-x", "a".repeat(200)])
    assert.equal(await findContainer(root, id), undefined);
});
