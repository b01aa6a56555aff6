/**
 * Names from the host's files and from container runtimes' state, below a root made for the test.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import type { ProcessFields } from "#lib/event";
import { CONTAINERS_MAX, createAccountNames, parseNames } from "./account-names.ts";
import { findContainer } from "./container-facts.ts";

const root = mkdtempSync(join(tmpdir(), "vigil-names-"));
after(() => rmSync(root, { recursive: true }));

function put(path: string, content: unknown): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
}

/** What is asked of the process that a name is looked up for. */
function processIn(container: string, pid = 1): ProcessFields {
  return { "container.id": container, pid } as unknown as ProcessFields;
}

test("users and groups are read again when their file changes", () => {
  let now = 0;
  put("etc/passwd", "root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/:\nweb:x:33:33::/:\n");
  put("etc/group", "root:x:0:\nshadow:x:42:\n");
  const names = createAccountNames(root, () => now);
  const host = processIn("");
  assert.deepEqual(
    [names.userName(host, 0), names.userName(host, 33), names.groupName(host, 42)],
    ["root", "web", "shadow"],
  );
  assert.equal(names.userName(host, 7), "");
  put("etc/passwd", "root:x:0:0::/:\nmallory:x:7:0::/:\n");
  assert.equal(names.userName(host, 7), "", "the file is not looked at for every name");
  now = 1000;
  assert.equal(names.userName(host, 7), "mallory");
  assert.equal(names.userName(host, 33), "");
});

test("a container has names of its own, which stay when the process that was asked has ended", () => {
  let now = 0;
  put("etc/passwd", "host:x:7:0::/:\n");
  put("proc/10/root/etc/passwd", "keeper:x:7:7::/:\n");
  put("proc/11/root/etc/passwd", "other:x:7:7::/:\n");
  const names = createAccountNames(root, () => now);
  assert.equal(names.userName(processIn("a", 10), 7), "keeper");
  assert.equal(names.userName(processIn("b", 11), 7), "other");
  assert.equal(names.userName(processIn(""), 7), "host");
  now = 5000;
  assert.equal(names.userName(processIn("a", 99), 7), "keeper", "process 99 is not there");
  assert.equal(names.userName(processIn("c", 99), 7), "", "and never the host's");
  assert.equal(createAccountNames(root, () => 0, false).userName(processIn("a", 10), 7), "");
});

test("links in a container's files lead to files of the container", () => {
  put("etc/secret", "host:x:7:0::/:\n");
  put("proc/12/root/etc/real", "within:x:8:8::/:\n");
  symlinkSync("../../../../etc/secret", join(root, "proc/12/root/etc/passwd"));
  symlinkSync("/etc/real", join(root, "proc/12/root/etc/group"));
  const names = createAccountNames(root, () => 0);
  assert.equal(names.userName(processIn("l", 12), 7), "");
  assert.equal(names.groupName(processIn("l", 12), 8), "within");
});

test("the names of so many containers are kept", () => {
  const names = createAccountNames(root, () => 0);
  assert.equal(names.userName(processIn("a", 10), 7), "keeper");
  for (let each = 0; each <= CONTAINERS_MAX; each += 1)
    names.userName(processIn(`many-${each}`, 99), 7);
  assert.equal(names.userName(processIn("a", 99), 7), "", "it went first");
});

test("malformed lines of a names file are passed over", () => {
  const names = parseNames(
    "# a comment:x:1:\nbroken\n:x:2:\nneg:x:-3:\nok:x:4:\nbig:x:99999999999:\n",
  );
  assert.deepEqual([...names], [[4, "ok"]]);
});

test("a host without the files has no names", () => {
  assert.equal(createAccountNames(join(root, "nowhere"), () => 0).userName(processIn(""), 0), "");
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
