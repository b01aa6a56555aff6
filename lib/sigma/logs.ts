/** Which logs a log source of Sigma is, and what its fields are called there. */
import type { Query } from "#lib/query";
import { describeSource } from "./fields.ts";
import * as refuse from "./refuse.ts";
import type { LogSource } from "./types.ts";

export type LogTarget = {
  /** What tells these logs from others; undefined when nothing does. */
  source: Query | undefined;
  /** For people: where the logs come from. */
  need: string;
  keyOf(field: string): string;
};

type Known = { source: string; fields: Readonly<Record<string, string>> };

/** By `product/service`, `/service` and `product/`; the first that is there counts. */
const SOURCES: Readonly<Record<string, Known>> = {
  "linux/sshd": { source: "sshd", fields: {} },
  "linux/sudo": { source: "sudo", fields: { USER: "@usr.name" } },
  "linux/auditd": { source: "auditd", fields: {} },
  "aws/cloudtrail": {
    source: "cloudtrail",
    fields: {
      eventName: "@evt.name",
      sourceIPAddress: "@network.client.ip",
      userAgent: "@http.useragent",
    },
  },
  "kubernetes/audit": { source: "kubernetes.audit", fields: {} },
  "nginx/": { source: "nginx", fields: {} },
  "apache/": { source: "apache", fields: {} },
};

/** Sources whose words may be in the log of any program. */
const ANY_PROGRAM = ["auth", "syslog", "messages", "journald"];

function term(key: string, text: string): Query {
  return { kind: "term", key, value: { kind: "text", text }, span: { start: 0, end: 0 } };
}

/** Throws SigmaRefused for sources of which not even a name is known. */
export function logTarget(source: LogSource): LogTarget {
  const { product, service, category } = source;
  const known = SOURCES[`${product}/${service}`] ?? SOURCES[`${product}/`];
  if (known !== undefined) return targetOf(term("source", known.source), known.fields, source);
  if (service !== "" && !ANY_PROGRAM.includes(service)) {
    return targetOf(term("source", service), {}, source);
  }
  if (service !== "" || (product === "linux" && category === "")) {
    return targetOf(undefined, {}, source);
  }
  return refuse.unknownSource(describeSource(source));
}

function targetOf(query: Query | undefined, fields: Known["fields"], source: LogSource): LogTarget {
  return {
    source: query,
    need: `logs of ${describeSource(source)}`,
    keyOf: (field) => (Object.hasOwn(fields, field) ? (fields[field] as string) : `@${field}`),
  };
}
