/**
 * API keys say which installation calls; application keys say who. Both are shown once, when made.
 */
import Type, { type Static } from "typebox";
import { page, resource, single } from "./json-api.ts";

export const API_KEYS_PATH = "/api/v2/api_keys";
export const APPLICATION_KEYS_PATH = "/api/v2/current_user/application_keys";
export const API_KEY_HEADER = "dd-api-key";
export const APPLICATION_KEY_HEADER = "dd-application-key";

const attributes = Type.Object({
  name: Type.String(),
  created_at: Type.String(),
  last4: Type.String(),
  key: Type.Optional(
    Type.String({ description: "The key itself, only in the answer that made it" }),
  ),
});
export const ApiKey = resource("api_keys", attributes);
export const ApplicationKey = resource("application_keys", attributes);

function creation(name: "api_keys" | "application_keys") {
  return Type.Object({
    data: Type.Object({
      type: Type.Literal(name),
      attributes: Type.Object({ name: Type.String({ minLength: 1, maxLength: 128 }) }),
    }),
  });
}
export const ApiKeyCreate = creation("api_keys");
export const ApplicationKeyCreate = creation("application_keys");
export const ApiKeyAnswer = single(ApiKey);
export const ApplicationKeyAnswer = single(ApplicationKey);
export const ApiKeyPage = page(ApiKey);
export const ApplicationKeyPage = page(ApplicationKey);
export type ApiKeyAnswer = Static<typeof ApiKeyAnswer>;
export type ApplicationKeyAnswer = Static<typeof ApplicationKeyAnswer>;
