/**
 * Real containers by podman, a plain one and one placed and noted like a container of a pod:
 * what their events say of files, users, image and pod; and shipped rules on the host and in both.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createImage, type Podman, podmanObstacle } from "../support/podman.ts";
import { whyNot } from "./harness.ts";
import { LiveAgent, type Told } from "./live-agent.ts";

const IMAGE = "localhost/vigil-files:7";
const CONTENT = join(import.meta.dirname, "../../content");
const CGROUPS = "/sys/fs/cgroup";
const POD_UID = "0f6c1a52-1111-4b57-8a4f-0a2f6f0e7c11";
const PLAIN = `vigil-plain-${process.pid}`;
const POD = `vigil-pod-${process.pid}`;
const LOWER_TEXT = "of the image\n";
const USER = 1234;

const POLICY = `
rules:
  - id: read_of_image
    expression: open.file.name == "vigil-lower" && open.flags & O_ACCMODE == O_RDONLY
    actions: [{hash: {field: open.file}}]
  - id: written_by_container
    expression: open.file.name == "vigil-upper" && open.file.in_upper_layer
  - id: program_of_package
    expression: exec.file.package.name == "vigil-tools" && exec.argv == "3"
`;

/** Deeds that shipped rules are about, and which; run as a script, on the host and elsewhere. */
const DEEDS: Readonly<Record<string, string>> = {
  hidden_executable_run: "cp $SLEEP /tmp/.vigil-hidden; /tmp/.vigil-hidden 0",
  binary_run_from_tmp: "cp $SLEEP /tmp/vigil-plain; /tmp/vigil-plain 0",
  network_scanner_run: "cp $SLEEP /tmp/masscan; /tmp/masscan 0",
  crypto_miner_arguments: "$SLEEP 0 stratum+tcp://pool.example:3333",
  ld_preload_environment: "LD_PRELOAD=/tmp/vigil-absent.so $SLEEP 0",
};
const CLEAN = "rm -f /tmp/.vigil-hidden /tmp/vigil-plain /tmp/masscan";
const deedsBy = (program: string) =>
  `SLEEP=${program}\n${Object.values(DEEDS).join("\n")}\n${CLEAN}\ntrue\n`;

const FILES = {
  "vigil-lower": LOWER_TEXT,
  "deeds.sh": deedsBy("/bin/sleep"),
  "etc/passwd": `root:x:0:0:root:/root:/bin/sh\nkeeper:x:${USER}:${USER}::/:/bin/sh\n`,
  "etc/group": `root:x:0:\nkeepers:x:${USER}:\n`,
  "lib/apk/db/installed": "P:vigil-tools\nV:1.2.3-r4\nF:bin\nR:busybox\n",
};
const PROGRAMS = ["sh", "sleep", "cat", "touch", "cp", "rm", "true", "echo"];
/** The reader stays for a while: what its root holds is read there. */
const READ = "read line </vigil-lower; sleep 3";
/** The first look at a package only begins to read the database: the next finds it. */
const REPEATED = "/bin/sleep 3; /bin/sleep 3; /bin/sleep 3";
const why = whyNot() ?? (podmanObstacle() || false);

const QUIET = { stdio: "ignore" } as const;

/** Takes the pod's cgroups away, and those above that hold no others. */
function removeCgroups(): void {
  for (const hierarchy of readdirSync(CGROUPS)) {
    const above = join(CGROUPS, hierarchy, "kubepods");
    const pod = join(above, `besteffort/pod${POD_UID}`);
    spawnSync("find", [pod, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"], QUIET);
    spawnSync("rmdir", [join(above, "besteffort"), above], QUIET);
  }
}

describe("files, users and pods of containers", { skip: why }, () => {
  const directory = LiveAgent.makeDirectory("container");
  const ids = new Map<string, string>();
  let live: LiveAgent;
  let podman: Podman;

  before(async () => {
    const image = join(directory, "image");
    mkdirSync(image);
    podman = createImage(image, IMAGE, PROGRAMS, FILES);
    live = await LiveAgent.start(directory, { policy: POLICY, content: CONTENT });
    const run = (name: string, ...options: string[]) => {
      const common = ["run", "-d", "--name", name, "--network", "none", ...options];
      ids.set(name, podman.run(...common, IMAGE, "/bin/sleep", "300"));
    };
    run(PLAIN);
    run(
      POD,
      ...["--cgroup-parent", `/kubepods/besteffort/pod${POD_UID}`],
      ...["--annotation", "io.kubernetes.pod.name=shop-7b9d6c5f4-x2x4z"],
      ...["--annotation", "io.kubernetes.pod.namespace=sales"],
      ...["--annotation", `io.kubernetes.pod.uid=${POD_UID}`],
      ...["--annotation", "io.kubernetes.container.name=api"],
    );
  });
  after(async () => {
    podman.remove(PLAIN, POD);
    removeCgroups();
    await live.stop();
  });

  const of = (name: string) => (match: Told) => match.container?.["id"] === ids.get(name);

  test("a file of the image and one that the container wrote", async () => {
    await podman.beside("exec", PLAIN, "/bin/sh", "-c", READ);
    const read = await live.told("read_of_image", of(PLAIN));
    assert.equal(read.file?.["path"], "/vigil-lower");
    assert.equal(read.file?.["in_upper_layer"], false);
    assert.equal(read.file?.["filesystem"], "overlay");
    await podman.beside("exec", PLAIN, "/bin/touch", "/tmp/vigil-upper");
    const written = await live.told("written_by_container", of(PLAIN));
    assert.equal(written.file?.["path"], "/tmp/vigil-upper");
    assert.equal(written.file?.["in_upper_layer"], true);
  });

  test("hash, package and owner are those of the container's file", async () => {
    const read = await live.told("read_of_image", of(PLAIN));
    const sha256 = createHash("sha256").update(LOWER_TEXT).digest("hex");
    const hashes = read.file?.["hashes"] as string[];
    assert.ok(hashes.includes(`sha256:${sha256}`), `${hashes}`);
    await podman.beside("exec", PLAIN, "/bin/sh", "-c", REPEATED);
    const packaged = await live.told("program_of_package", of(PLAIN));
    const executable = packaged.process["executable"] as Record<string, unknown>;
    assert.equal(executable["package_name"], "vigil-tools");
    assert.equal(executable["package_version"], "1.2.3-r4");
  });

  test("names of users and groups are the container's", async () => {
    await podman.beside("exec", "--user", `${USER}:${USER}`, PLAIN, "/bin/sh", "-c", REPEATED);
    const { process } = await live.told(
      "program_of_package",
      (match) => of(PLAIN)(match) && match.process["uid"] === USER,
    );
    assert.equal(process["user"], "keeper");
    assert.equal(process["group"], "keepers");
  });

  test("a container has its name, image and runtime", async () => {
    /* A match does not wait long for the first look-up of its container. */
    const isNamed = ({ container }: Told) => container?.["name"] === PLAIN;
    const { container } = await live.told("program_of_package", isNamed);
    assert.equal(container?.["id"], ids.get(PLAIN));
    assert.equal(container?.["image"], IMAGE);
    assert.equal(container?.["runtime"], "podman");
  });

  test("a cgroup of a pod gives the pod", async () => {
    await podman.beside("exec", POD, "/bin/sh", "-c", READ);
    const match = await live.told("read_of_image", of(POD));
    assert.equal(match.container?.["runtime"], "kubernetes");
    const tags = JSON.stringify(match["tags"]);
    for (const tag of [
      "pod_name:shop-7b9d6c5f4-x2x4z",
      "kube_namespace:sales",
      `pod_uid:${POD_UID}`,
      "kube_container_name:api",
      "kube_deployment:shop",
    ])
      assert.ok(tags.includes(tag), `${tag} in ${tags}`);
  });

  test("default rules fire on the host, in a container and in a pod", async () => {
    const program = join(directory, "sleep");
    copyFileSync("/bin/sleep", program);
    writeFileSync(join(directory, "deeds.sh"), deedsBy(program));
    await new Promise((done) => spawn("sh", [join(directory, "deeds.sh")]).on("exit", done));
    for (const name of [PLAIN, POD]) await podman.beside("exec", name, "/bin/sh", "/deeds.sh");
    for (const rule of Object.keys(DEEDS)) {
      await live.told(rule, ({ container }) => container === undefined);
      for (const name of [PLAIN, POD]) await live.told(rule, of(name));
    }
  });
});
