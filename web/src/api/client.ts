/**
 * The only place that calls fetch. The session is an HttpOnly cookie, so requests carry no token;
 * every request that changes something carries CSRF_HEADER. A refusal becomes an ApiFailure with
 * the server's own sentence.
 */
import { CSRF_HEADER, type ErrorAnswer } from "#lib/protocol";

export type FailureDetail = ErrorAnswer["details"][number];

/**
 * What a request came back with instead of an answer. `status` 0 means the server could not be
 * reached.
 */
export class ApiFailure extends Error {
  readonly status: number;
  readonly details: readonly FailureDetail[];
  constructor(status: number, details: readonly FailureDetail[]) {
    super(details[0]?.message ?? `HTTP ${status}`);
    this.name = "ApiFailure";
    this.status = status;
    this.details = details;
  }
  get code(): string {
    return this.details[0]?.code ?? "";
  }
}

type Parameters = Readonly<Record<string, string | number | undefined>>;
type RequestOptions = {
  query?: Parameters;
  body?: unknown;
  /** Sent as it is, in place of a body. */
  file?: Blob;
  signal?: AbortSignal;
};

function address(path: string, query: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") search.set(name, String(value));
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Reads the details of a refusal; a proxy's HTML page or an empty body has none. */
export function readFailure(status: number, body: unknown): ApiFailure {
  const details = (body as Partial<ErrorAnswer> | null)?.details;
  if (Array.isArray(details) && details.length > 0) return new ApiFailure(status, details);
  const errors = (body as Partial<ErrorAnswer> | null)?.errors;
  const message = Array.isArray(errors) ? String(errors[0] ?? "") : "";
  return new ApiFailure(status, message === "" ? [] : [{ code: "", message, hint: "" }]);
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers[CSRF_HEADER] = "1";
  if (options.body !== undefined) headers["content-type"] = "application/json";
  // What a browser knows of a part of a file is nothing; the server would refuse no type at all.
  if (options.file) headers["content-type"] = "text/csv";
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.file) init.body = options.file;
  try {
    return await fetch(address(path, options.query), init);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiFailure(0, []);
  }
}

/**
 * Sends a request and reads its JSON answer. Throws ApiFailure; an aborted request throws its abort
 * reason.
 */
export async function request<Answer>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const response = await send(method, path, options);
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text === "" ? null : JSON.parse(text);
  } catch {
    // A proxy in between answered with something that is not ours: the status says enough.
    if (response.ok) throw new ApiFailure(502, []);
  }
  if (!response.ok) throw readFailure(response.status, body);
  return body as Answer;
}

/** Sends a request whose answer is a file. Throws ApiFailure. */
export async function requestFile(path: string, body: unknown): Promise<Blob> {
  const response = await send("POST", path, { body });
  if (response.ok) return response.blob();
  throw readFailure(response.status, await response.json().catch(() => null));
}

/** Whether a failure says that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 401;
}
