/**
 * What a container is called in tags. Names follow the usage that people's rules and dashboards
 * have: `image_name` without tag or digest, `short_image` its last segment, `kube_…` and `pod_name`
 * from the labels that kubernetes' runtimes leave.
 */
import type { ContainerFacts } from "./container-facts.ts";

const TAG_LENGTH_MAX = 200;
export const TAGS_MAX = 64;

/** Labels and variables that become a tag, in order of precedence for the same tag. */
const FROM_LABELS: readonly (readonly [label: string, tag: string])[] = [
  ["io.kubernetes.cri.container-name", "kube_container_name"],
  ["io.kubernetes.container.name", "kube_container_name"],
  ["io.kubernetes.cri.sandbox-name", "pod_name"],
  ["io.kubernetes.pod.name", "pod_name"],
  ["io.kubernetes.cri.sandbox-namespace", "kube_namespace"],
  ["io.kubernetes.pod.namespace", "kube_namespace"],
  ["io.kubernetes.cri.sandbox-uid", "pod_uid"],
  ["io.kubernetes.pod.uid", "pod_uid"],
  ["tags.datadoghq.com/service", "service"],
  ["tags.datadoghq.com/env", "env"],
  ["tags.datadoghq.com/version", "version"],
  ["DD_SERVICE", "service"],
  ["DD_ENV", "env"],
  ["DD_VERSION", "version"],
  ["com.docker.compose.project", "compose_project"],
  ["com.docker.compose.service", "compose_service"],
  ["com.docker.swarm.service.name", "swarm_service"],
  ["com.amazonaws.ecs.cluster", "ecs_cluster"],
  ["com.amazonaws.ecs.container-name", "ecs_container_name"],
  ["com.amazonaws.ecs.task-definition-family", "task_family"],
  ["com.amazonaws.ecs.task-definition-version", "task_version"],
  ["com.amazonaws.ecs.task-arn", "task_arn"],
  ["com.hashicorp.nomad.job_name", "nomad_job"],
  ["com.hashicorp.nomad.namespace", "nomad_namespace"],
  ["org.opencontainers.image.source", "git.repository_url"],
  ["org.opencontainers.image.revision", "git.commit.sha"],
];

/** Characters of the random parts of pod names: no vowels and nothing that looks like another. */
const RANDOM = "[bcdfghjklmnpqrstvwxz2456789]";
const OF_DEPLOYMENT = new RegExp(`^(.+)-${RANDOM}{1,10}-${RANDOM}{5}$`);

/**
 * The Deployment of a pod by the pod's name, which is `deployment-hash-random`; "" when the name
 * has another form. A pod that somebody named in this form by hand is taken for one.
 */
export function deploymentOf(podName: string): string {
  return OF_DEPLOYMENT.exec(podName)?.[1] ?? "";
}

/** Name, tag and digest of an image reference such as `registry:5000/shop/api:2@sha256:…`. */
export function parseImage(image: string): { name: string; tag: string; digest: string } {
  const at = image.indexOf("@");
  const digest = at === -1 ? "" : image.slice(at + 1);
  const reference = at === -1 ? image : image.slice(0, at);
  const colon = reference.indexOf(":", reference.lastIndexOf("/") + 1);
  if (colon === -1) return { name: reference, tag: "", digest };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1), digest };
}

function labelTags(labels: ContainerFacts["labels"]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [label, tag] of FROM_LABELS) tags[tag] ||= labels[label] ?? "";
  tags["kube_deployment"] = deploymentOf(tags["pod_name"] ?? "");
  return tags;
}

/** `key:value` of all that is known of a container, at most TAGS_MAX; none on the host. */
export function containerTags(id: string, facts: ContainerFacts): string[] {
  if (id === "") return [];
  const { name, tag, digest } = parseImage(facts.image);
  const tags = {
    container_id: id,
    container_name: facts.name,
    image_name: name,
    short_image: name.slice(name.lastIndexOf("/") + 1),
    image_tag: tag,
    image_digest: digest || facts.digest,
    image_id: facts.imageId,
    ...labelTags(facts.labels),
  };
  return Object.entries(tags)
    .filter(([, value]) => value !== "")
    .slice(0, TAGS_MAX)
    .map(([key, value]) => `${key}:${value.slice(0, TAG_LENGTH_MAX)}`);
}
