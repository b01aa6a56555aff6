/**
 * Requests to the server with this agent's key, which it enrols for when it has none or the server
 * forgot it.
 */
import { readFile } from "node:fs/promises";
import Value from "typebox/value";
import { ENROLL_PATH, EnrollmentAnswer } from "#lib/protocol";
import { refuseOutput } from "./errors.ts";
import type { Identity } from "./identity.ts";

export const REQUEST_MS_MAX = 30_000;
const ANSWER_BYTES_MAX = 1024 * 1024;

export type ServerLinkOptions = {
  url: string;
  tokenFile: string;
  identity: Identity;
  hostname: string;
  version: string;
  fetch: typeof fetch;
};

type Body = Uint8Array<ArrayBuffer> | string;

export type Answer = { status: number; body: unknown };

export type ServerLink = {
  /**
   * Posts with the agent's key, enrolling first where needed; a key that is refused is given up and
   * the answer 401 stands for this time. Rejects when the server cannot be reached or does not
   * enrol.
   */
  post(
    path: string,
    contentType: string,
    body: Body,
    more?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
};

const UNAUTHORIZED = 401;

async function readAnswer(response: Response): Promise<Answer> {
  const text = (await response.text()).slice(0, ANSWER_BYTES_MAX);
  try {
    return { status: response.status, body: JSON.parse(text) as unknown };
  } catch {
    /* A proxy's page, or no body. */
    return { status: response.status, body: undefined };
  }
}

export function createServerLink(options: ServerLinkOptions): ServerLink {
  const { identity, tokenFile, hostname, version } = options;
  let enrolling: Promise<void> | undefined;

  const send = async (path: string, headers: Record<string, string>, body: Body) => {
    const signal = AbortSignal.timeout(REQUEST_MS_MAX);
    const url = new URL(path, options.url);
    /* Redirects would carry the key to wherever the answer points. */
    const init = { method: "POST", headers, body, signal, redirect: "error" } as const;
    return readAnswer(await options.fetch(url, init));
  };

  const enroll = async (): Promise<void> => {
    const token = (await readFile(tokenFile, "utf8")).trim();
    const request = { token, agent_id: identity.id, hostname, version };
    const headers = { "content-type": "application/json" };
    const { status, body } = await send(ENROLL_PATH, headers, JSON.stringify(request));
    if (status < 200 || status > 299 || !Value.Check(EnrollmentAnswer, body))
      throw refuseOutput("OUTPUT_ENROLL_REFUSED", { reason: `it answered ${status}` });
    identity.keepKey(body.key);
  };

  return {
    post: async (path, contentType, body, more = {}) => {
      if (identity.key() === "") {
        enrolling ??= enroll().finally(() => {
          enrolling = undefined;
        });
        await enrolling;
      }
      const key = identity.key();
      const own = { authorization: `Bearer ${key}`, "content-type": contentType };
      const headers = { ...more, ...own };
      const answer = await send(path, headers, body);
      if (answer.status === UNAUTHORIZED && identity.key() === key) identity.forgetKey();
      return answer;
    },
  };
}
