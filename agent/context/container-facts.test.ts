/** What runtimes say of a container, as they say it, and the tags that come of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createCounters } from "#lib/base";
import { createContainerDirectory } from "./container-directory.ts";
import {
  type ContainerFacts,
  fromDocker,
  fromOciConfig,
  fromStorageList,
} from "./container-facts.ts";
import { containerTags, deploymentOf, parseImage } from "./container-tags.ts";

const BLANK: ContainerFacts = {
  name: "",
  image: "",
  digest: "",
  imageId: "",
  createdNs: 0,
  labels: {},
};

/** Answer of a runtime → tags without the id's, and the time of creation. */
const ANSWERS: [string, ContainerFacts | undefined, string[], string][] = [
  [
    "docker inspect of a compose service",
    fromDocker({
      Id: "4b1c",
      Created: "2026-01-02T03:04:05.678901234Z",
      Name: "/shop-web-1",
      Image: "sha256:1111",
      Config: {
        Image: "registry.example:5000/shop/web:1.4",
        Env: ["PATH=/bin", "DD_ENV=prod", "DD_SERVICE=web"],
        Labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" },
      },
    }),
    [
      "container_name:shop-web-1",
      "image_name:registry.example:5000/shop/web",
      "short_image:web",
      "image_tag:1.4",
      "image_id:sha256:1111",
      "service:web",
      "env:prod",
      "compose_project:shop",
      "compose_service:web",
    ],
    "2026-01-02T03:04:05.678Z",
  ],
  [
    "containerd's bundle of a pod's container",
    fromOciConfig(
      {
        annotations: {
          "io.kubernetes.cri.container-name": "api",
          "io.kubernetes.cri.container-type": "container",
          "io.kubernetes.cri.image-name": "docker.io/library/api@sha256:abcd",
          "io.kubernetes.cri.sandbox-name": "api-6d4cf56db6-7xk2p",
          "io.kubernetes.cri.sandbox-namespace": "shop",
          "io.kubernetes.cri.sandbox-uid": "0e1f",
        },
      },
      Date.parse("2026-02-03T00:00:00Z"),
    ),
    [
      "container_name:api",
      "image_name:docker.io/library/api",
      "short_image:api",
      "image_digest:sha256:abcd",
      "kube_container_name:api",
      "pod_name:api-6d4cf56db6-7xk2p",
      "kube_namespace:shop",
      "pod_uid:0e1f",
      "kube_deployment:api",
    ],
    "2026-02-03T00:00:00.000Z",
  ],
  [
    "cri-o's bundle, with labels as JSON text",
    fromOciConfig({
      annotations: {
        "io.kubernetes.container.name": "db",
        "io.kubernetes.cri-o.ImageName": "quay.io/db:9",
        "io.kubernetes.cri-o.Created": "2026-03-04T05:06:07Z",
        "io.kubernetes.cri-o.Labels": '{"tags.datadoghq.com/service":"orders"}',
        "io.kubernetes.pod.name": "db-0",
        "io.kubernetes.pod.namespace": "data",
      },
    }),
    [
      "container_name:db",
      "image_name:quay.io/db",
      "short_image:db",
      "image_tag:9",
      "kube_container_name:db",
      "pod_name:db-0",
      "kube_namespace:data",
      "service:orders",
    ],
    "2026-03-04T05:06:07.000Z",
  ],
  [
    "podman's list of containers",
    fromStorageList(
      [
        {
          id: "c1",
          names: ["bad"],
          image: "2222",
          metadata: '{"image-name":"localhost/bb:1","name":"bad"}',
          created: "2026-04-05T06:07:08Z",
        },
      ],
      "c1",
    ),
    [
      "container_name:bad",
      "image_name:localhost/bb",
      "short_image:bb",
      "image_tag:1",
      "image_id:2222",
    ],
    "2026-04-05T06:07:08.000Z",
  ],
];

test("recorded answers of runtimes give tags and the time of creation", () => {
  for (const [what, facts, tags, created] of ANSWERS) {
    assert.ok(facts, what);
    assert.deepEqual(containerTags("c", facts), ["container_id:c", ...tags], what);
    assert.equal(new Date(facts.createdNs / 1e6).toISOString(), created, what);
  }
  assert.deepEqual(containerTags("", BLANK), []);
});

test("a deployment is told by its pods' names", () => {
  const PODS: [string, string][] = [
    ["web-5d9c7b8f6d-x2x7k", "web"],
    ["shop-web-7f9d-bcdfg", "shop-web"],
    ["db-0", ""],
    ["node-exporter-x2x7k", ""],
    ["web", ""],
    ["", ""],
  ];
  for (const [pod, deployment] of PODS) assert.equal(deploymentOf(pod), deployment, pod);
});

test("an image reference is told apart", () => {
  const IMAGES: [string, string, string, string][] = [
    ["nginx", "nginx", "", ""],
    ["nginx:1.27", "nginx", "1.27", ""],
    ["host:5000/a/b", "host:5000/a/b", "", ""],
    ["host:5000/a/b:2@sha256:ff", "host:5000/a/b", "2", "sha256:ff"],
    ["", "", "", ""],
  ];
  for (const [image, name, tag, digest] of IMAGES)
    assert.deepEqual(parseImage(image), { name, tag, digest }, image);
});

test("no answer of a runtime, however odd, breaks the reading of it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      fromDocker(value);
      fromDocker({ Name: value, Config: value, Created: value });
      fromOciConfig({ annotations: value, process: { env: value } });
      fromStorageList([{ id: "c", metadata: value, names: value, created: value }], "c");
    }),
  );
});

test("a container is looked up once at a time, and again later when unknown", async () => {
  let now = 0;
  let asked = 0;
  let answer: ContainerFacts | undefined;
  const counters = createCounters([
    "containers_resolved",
    "containers_unresolved",
    "container_lookups_skipped",
  ]);
  const find = async () => {
    asked += 1;
    return answer;
  };
  const directory = createContainerDirectory({ find, clock: () => now, counters });
  directory.see("c1", 5);
  directory.see("c1", 6);
  await directory.pending("c1");
  assert.equal(asked, 1);
  directory.see("c1", 7);
  assert.equal(asked, 1, "not asked again at once");
  assert.deepEqual(directory.facts("c1").tags, ["container_id:c1"]);
  assert.equal(directory.createdNs("c1"), 5, "first seen, as nobody says more");
  now = 10_000;
  answer = { ...BLANK, name: "web", image: "nginx:1.27", createdNs: 3 };
  directory.see("c1", 8);
  await directory.pending("c1");
  const { name, image, tags } = directory.facts("c1");
  assert.deepEqual([name, image], ["web", "nginx:1.27"]);
  assert.ok(tags.includes("image_tag:1.27"));
  assert.equal(directory.createdNs("c1"), 3);
  now = 20_000;
  directory.see("c1", 9);
  assert.equal(asked, 2);
  assert.equal(counters.containers_resolved.value, 1);
});
