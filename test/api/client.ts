/** The vendor's published client, unmodified but for the host it is told. */
import { client, v2 } from "@datadog/datadog-api-client";
import type { Vigil } from "../support/vigil.ts";

/** A client of the security API of a running Vigil. */
export function securityApi({ url, keys }: Pick<Vigil, "url" | "keys">) {
  return new v2.SecurityMonitoringApi(configuration({ url, keys }));
}

export function usersApi({ url, keys }: Pick<Vigil, "url" | "keys">) {
  return new v2.UsersApi(configuration({ url, keys }));
}

export function tablesApi({ url, keys }: Pick<Vigil, "url" | "keys">) {
  return new v2.ReferenceTablesApi(configuration({ url, keys }));
}

export function entitiesApi({ url, keys }: Pick<Vigil, "url" | "keys">) {
  return new v2.EntityRiskScoresApi(configuration({ url, keys }));
}

function configuration({ url, keys }: Pick<Vigil, "url" | "keys">) {
  const made = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(url, {}),
    authMethods: {
      apiKeyAuth: keys["DD-API-KEY"],
      appKeyAuth: keys["DD-APPLICATION-KEY"],
    },
  });
  for (const operation of Object.keys(made.unstableOperations))
    made.unstableOperations[operation] = true;
  return made;
}

/** The status of the refusal that a call must meet. */
export async function refusalOf(call: Promise<unknown>): Promise<number> {
  try {
    await call;
  } catch (error) {
    return (error as { code?: number }).code ?? 0;
  }
  return 0;
}
