/** GET and PUT at a metadata service: no proxy, no redirect, bounded in bytes and time. */
import { Agent, request } from "node:http";

/** Link-local, the same in all three clouds: no router passes it on. */
export const METADATA_URL = "http://169.254.169.254";
const REQUEST_MS_MAX = 1000;
const ANSWER_BYTES_MAX = 64 * 1024;

export type Ask = {
  path: string;
  method?: "GET" | "PUT";
  headers?: Readonly<Record<string, string>>;
  /** A header that the answer must have, by which a service is told from something in its place. */
  proof?: readonly [name: string, value: string];
};

/** Asks the service at a URL; gives the text of an answer of status 200, else undefined. */
export type Metadata = (ask: Ask) => Promise<string | undefined>;

export function createMetadata(url: string, deadline: AbortSignal): Metadata {
  const agent = new Agent({ keepAlive: false });
  return ({ path, method = "GET", headers = {}, proof }) =>
    new Promise((resolve) => {
      const signal = AbortSignal.any([deadline, AbortSignal.timeout(REQUEST_MS_MAX)]);
      const call = request(new URL(path, url), { agent, method, headers, signal }, (answer) => {
        const parts: Buffer[] = [];
        let length = 0;
        answer.on("data", (part: Buffer) => {
          length += part.length;
          if (length > ANSWER_BYTES_MAX) call.destroy();
          else parts.push(part);
        });
        const isProven = !proof || answer.headers[proof[0]] === proof[1];
        const isGood = answer.statusCode === 200 && isProven;
        answer.on("end", () => resolve(isGood ? Buffer.concat(parts).toString("utf8") : undefined));
        answer.on("error", () => resolve(undefined));
        answer.on("close", () => resolve(undefined));
      });
      call.on("error", () => resolve(undefined));
      call.end();
    });
}
