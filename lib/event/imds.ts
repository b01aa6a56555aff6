/**
 * Requests to the metadata service of a cloud instance and its responses, as one TCP segment holds
 * them: HTTP/1 in clear text. The bytes are hostile, and may be the middle of a message: every
 * answer is then "".
 */
const DIRECTION_OUT = 2;
const HEADERS_MAX = 64;
const TEXT_BYTES_MAX = 2048;

const decoder = new TextDecoder("latin1");

/** Start line, headers by their names in lower case, and what follows them. */
type HttpMessage = {
  start: string;
  headers: ReadonlyMap<string, string>;
  body: string;
};

function parseHttp(payload: Uint8Array): HttpMessage {
  const text = decoder.decode(payload.subarray(0, TEXT_BYTES_MAX));
  const end = text.search(/\r?\n\r?\n/);
  const head = end < 0 ? text : text.slice(0, end);
  const [start = "", ...lines] = head.split(/\r?\n/, HEADERS_MAX + 1);
  const headers = new Map<string, string>();
  const isHttp = /^[A-Z]+ \S+ HTTP\/1|^HTTP\/1/.test(start);
  for (const line of isHttp ? lines : []) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  const body = end < 0 ? (isHttp ? "" : text) : text.slice(end).trimStart();
  return { start: isHttp ? start : "", headers, body };
}

function header(payload: Uint8Array, name: string): string {
  return parseHttp(payload).headers.get(name) ?? "";
}

/** "request" for what goes out to the service, else "response". */
export function imdsType(direction: number): string {
  return direction === DIRECTION_OUT ? "request" : "response";
}

/** Target of the request line. */
export function imdsUrl(payload: Uint8Array): string {
  const { start } = parseHttp(payload);
  return /^[A-Z]+ (\S+) /.exec(start)?.[1] ?? "";
}

export function imdsHost(payload: Uint8Array): string {
  return header(payload, "host");
}

export function imdsUserAgent(payload: Uint8Array): string {
  return header(payload, "user-agent");
}

export function imdsServer(payload: Uint8Array): string {
  return header(payload, "server");
}

const TOKEN = "x-aws-ec2-metadata-token";
const TOKEN_SECONDS = "x-aws-ec2-metadata-token-ttl-seconds";

/** Whether a session token of the second version is used, asked for or given. */
export function imdsIsV2(payload: Uint8Array): boolean {
  const { headers } = parseHttp(payload);
  return headers.has(TOKEN) || headers.has(TOKEN_SECONDS);
}

/**
 * Cloud that the message belongs to, by what its service asks of requests and says in responses; ""
 * when nothing tells.
 */
export function imdsProvider(payload: Uint8Array): string {
  const { start, headers, body } = parseHttp(payload);
  const flavor = headers.get("metadata-flavor")?.toLowerCase() ?? "";
  const server = headers.get("server")?.toLowerCase() ?? "";
  const path = imdsUrl(payload);
  if (flavor === "google" || server.startsWith("metadata server for vm")) return "gcp";
  if (flavor === "ibm" || path.startsWith("/instance_identity/")) return "ibm";
  if (headers.get("authorization")?.toLowerCase() === "bearer oracle" || path.startsWith("/opc/"))
    return "oracle";
  if (headers.get("metadata")?.toLowerCase() === "true" || path.startsWith("/metadata/"))
    return "azure";
  if (server.startsWith("imds/") || server.startsWith("microsoft-iis")) return "azure";
  if (path.startsWith("/computeMetadata/")) return "gcp";
  const isAws = headers.has(TOKEN) || headers.has(TOKEN_SECONDS) || server === "ec2ws";
  if (isAws || /^\/(latest|\d{4}-\d\d-\d\d|1\.0)(\/|$)/.test(path)) return "aws";
  return start === "" || start.startsWith("HTTP/") ? credential(body, "Type") && "aws" : "";
}

/**
 * A member of the JSON that holds credentials: one text, up to its end, so that a cut body still
 * tells. Members that hold secrets are never asked for.
 */
function credential(body: string, name: string): string {
  if (!body.startsWith("{") || !body.includes('"AccessKeyId"')) return "";
  return new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{0,256})"`).exec(body)?.[1] ?? "";
}

function credentialOf(payload: Uint8Array, name: string): string {
  return credential(parseHttp(payload).body, name);
}

export function imdsCredentialsType(payload: Uint8Array): string {
  return credentialOf(payload, "Type");
}

export function imdsCredentialsCode(payload: Uint8Array): string {
  return credentialOf(payload, "Code");
}

export function imdsCredentialsKey(payload: Uint8Array): string {
  return credentialOf(payload, "AccessKeyId");
}

export function imdsCredentialsUpdated(payload: Uint8Array): string {
  return credentialOf(payload, "LastUpdated");
}

export function imdsCredentialsExpiration(payload: Uint8Array): string {
  return credentialOf(payload, "Expiration");
}
