/**
 * What the cloud calls this machine, as tags of the host: account, region, zone, instance, and the
 * tags that people gave it. AWS by version 2 of its service, which wants a token first; the paths
 * are those that each cloud documents.
 */
import type { Cloud } from "./detect.ts";
import { createMetadata, METADATA_URL, type Metadata } from "./metadata.ts";

const ALL_MS_MAX = 3000;
export const OWN_TAGS_MAX = 16;
const KEY_LENGTH_MAX = 64;
const VALUE_LENGTH_MAX = 100;
const TOKEN_SECONDS = "60";
const AZURE_VERSION = "2021-02-01";

type Loose = Readonly<Record<string, unknown>>;

function parse(text: string | undefined): Loose {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Loose) : {};
  } catch {
    /* Not what the service documents: nothing is known. */
    return {};
  }
}

/** `key:value`; undefined when one of them is empty. Keys are those that tags may have. */
function tag(key: string, value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const name = key
    .toLowerCase()
    .replace(/[^a-z0-9_./-]/g, "_")
    .replace(/^[^a-z]+/, "")
    .slice(0, KEY_LENGTH_MAX);
  const text = value
    .replace(/\p{Cc}/gu, "")
    .trim()
    .slice(0, VALUE_LENGTH_MAX);
  return name === "" || text === "" ? undefined : `${name}:${text}`;
}

type Pairs = readonly (readonly [key: string, value: unknown])[];

async function ofAws(ask: Metadata): Promise<Pairs> {
  const token = await ask({
    method: "PUT",
    path: "/latest/api/token",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": TOKEN_SECONDS },
  });
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) return [];
  const headers = { "x-aws-ec2-metadata-token": token };
  const get = (path: string) => ask({ path: `/latest/${path}`, headers });
  const document = parse(await get("dynamic/instance-identity/document"));
  /* 404 unless the owner lets the machine know its tags. */
  const names = (await get("meta-data/tags/instance"))?.split("\n") ?? [];
  const own: (readonly [string, unknown])[] = [];
  for (const name of names.filter((each) => each !== "").slice(0, OWN_TAGS_MAX))
    own.push([name, await get(`meta-data/tags/instance/${encodeURIComponent(name)}`)]);
  return [
    ["cloud_account_id", document["accountId"]],
    ["region", document["region"]],
    ["availability_zone", document["availabilityZone"]],
    ["instance_id", document["instanceId"]],
    ["instance_type", document["instanceType"]],
    ["image_id", document["imageId"]],
    ...own,
  ];
}

/** Last part of a path such as `projects/123/zones/europe-west1-b`. */
const last = (path: string | undefined) => path?.slice(path.lastIndexOf("/") + 1);

async function ofGcp(ask: Metadata): Promise<Pairs> {
  const headers = { "metadata-flavor": "Google" };
  const proof = ["metadata-flavor", "Google"] as const;
  const get = (path: string) => ask({ path: `/computeMetadata/v1/${path}`, headers, proof });
  const id = await get("instance/id");
  if (id === undefined) return [];
  const zone = last(await get("instance/zone"));
  const networkTags = await get("instance/tags");
  const list: unknown = networkTags === undefined ? [] : Object.values(parse(networkTags));
  const own = (Array.isArray(list) ? list : []).slice(0, OWN_TAGS_MAX);
  return [
    ["cloud_account_id", await get("project/project-id")],
    ["region", zone?.replace(/-[a-z]$/, "")],
    ["availability_zone", zone],
    ["instance_id", id],
    ["instance_type", last(await get("instance/machine-type"))],
    ...own.map((name) => ["network_tag", name] as const),
  ];
}

async function ofAzure(ask: Metadata): Promise<Pairs> {
  const path = `/metadata/instance/compute?api-version=${AZURE_VERSION}`;
  const compute = parse(await ask({ path, headers: { metadata: "true" } }));
  const list: unknown = compute["tagsList"];
  const own = (Array.isArray(list) ? list : []).slice(0, OWN_TAGS_MAX) as unknown[];
  return [
    ["cloud_account_id", compute["subscriptionId"]],
    ["region", compute["location"]],
    ["availability_zone", compute["zone"]],
    ["instance_id", compute["vmId"]],
    ["instance_type", compute["vmSize"]],
    ["resource_group", compute["resourceGroupName"]],
    ...own.flatMap((each) => {
      const { name, value } = (each ?? {}) as Loose;
      return typeof name === "string" ? [[name, value] as const] : [];
    }),
  ];
}

const READERS: Readonly<Record<Cloud, (ask: Metadata) => Promise<Pairs>>> = {
  aws: ofAws,
  gcp: ofGcp,
  azure: ofAzure,
};

/**
 * Tags of the host as its cloud says, `cloud_provider` first; just that when its service does not
 * answer within three seconds. `url` is the service's own but in tests.
 */
export async function readCloudTags(cloud: Cloud, url: string = METADATA_URL): Promise<string[]> {
  const ask = createMetadata(url, AbortSignal.timeout(ALL_MS_MAX));
  const pairs = await READERS[cloud](ask);
  const tags = pairs.flatMap(([key, value]) => tag(key, value) ?? []);
  return [...new Set([`cloud_provider:${cloud}`, ...tags])];
}
