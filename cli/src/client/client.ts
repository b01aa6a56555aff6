/** Calls the running server. */
import { dataPaths, readSecret } from "#cli/setup";
import { isRunning, readState, refuseSupervisor } from "#cli/supervisor";
import { defineErrors } from "#lib/base";
import type { ErrorAnswer } from "#lib/protocol";

const refuse = defineErrors({
  CLIENT_UNREACHABLE: {
    status: 503,
    message: "The server at {url} does not answer: {reason}.",
    hint: "./vigil status shows which program is down.",
  },
  CLIENT_REFUSED: { status: 400, message: "The server refused: {message}", hint: "{hint}" },
});

const ANSWER_MS_MAX = 15_000;

export type LocalClient = {
  url: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  /** Text as it is, or nothing; what is answered is not read. */
  send(method: string, path: string, text?: string): Promise<void>;
};

/**
 * Connects to the Vigil that runs with a data directory. Throws SUPERVISOR_NOT_RUNNING when none
 * does.
 */
export function openClient(dir: string): LocalClient {
  const paths = dataPaths(dir);
  const state = readState(paths.state);
  if (!state || !isRunning(state))
    throw refuseSupervisor("SUPERVISOR_NOT_RUNNING", { dir: paths.dir });
  const authorization = `Bearer ${readSecret(paths.localToken)}`;
  const ask = async (method: string, path: string, body?: string, type = "application/json") => {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const options =
      body === undefined
        ? { method, headers: { authorization }, signal }
        : { method, headers: { authorization, "content-type": type }, signal, body };
    const response = await fetch(new URL(path, state.url), options).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw refuse("CLIENT_UNREACHABLE", { url: state.url, reason }, cause);
    });
    if (response.ok) return response;
    const answer = (await response.json().catch(() => undefined)) as ErrorAnswer | undefined;
    const detail = answer?.details[0];
    throw refuse("CLIENT_REFUSED", {
      message: detail?.message ?? `HTTP ${response.status}`,
      hint: detail?.hint ?? "",
    });
  };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return (await (await ask(method, path, text)).json()) as T;
  };
  return {
    url: state.url,
    async send(method, path, text) {
      const response = await ask(method, path, text, "text/csv");
      await response.body?.cancel();
    },
    patch: (path, body) => call("PATCH", path, body),
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    put: (path, body) => call("PUT", path, body),
  };
}
