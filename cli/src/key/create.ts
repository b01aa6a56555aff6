/** Makes the pair of keys that API clients send. */
import { openClient } from "#cli/client";
import type { Output } from "#cli/output";
import {
  API_KEYS_PATH,
  APPLICATION_KEYS_PATH,
  type ApiKeyAnswer,
  type ApplicationKeyAnswer,
} from "#lib/protocol";

/**
 * Creates an API key and an application key of the given name and prints both, the only time they
 * are shown.
 */
export async function createKeys(data: string, name: string, output: Output): Promise<void> {
  const client = openClient(data);
  const api = await client.post<ApiKeyAnswer>(API_KEYS_PATH, {
    data: { type: "api_keys", attributes: { name } },
  });
  const application = await client.post<ApplicationKeyAnswer>(APPLICATION_KEYS_PATH, {
    data: { type: "application_keys", attributes: { name } },
  });
  const keys = {
    api_key: api.data.attributes.key ?? "",
    application_key: application.data.attributes.key ?? "",
  };
  output.result({ url: client.url, ...keys });
  output.line(`DD-API-KEY          ${keys.api_key}`);
  output.line(`DD-APPLICATION-KEY  ${keys.application_key}`);
  output.line("They are not shown again.");
}
