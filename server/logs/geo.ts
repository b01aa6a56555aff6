/** Where addresses are, by a database in MaxMind's format that users point to. */
import { isIP } from "node:net";
import { open } from "maxmind";
import { isTree, type LogDraft, putAt, readDraft, type Tree, valueAt } from "./draft.ts";

/** Answers that are kept; logs come from few addresses at a time. */
const CACHE_MAX = 10_000;

/** Attributes that hold an address, and where what is known of it goes. */
const PATHS = [
  ["network.client.ip", "network.client.geoip"],
  ["network.destination.ip", "network.destination.geoip"],
] as const;

export type Geo = { enrich(draft: LogDraft): void };

/** Opens a database; throws what reading it throws. */
export async function openGeo(path: string): Promise<Geo> {
  const reader = await open(path, { cache: { max: CACHE_MAX } });
  return {
    enrich(draft) {
      for (const [from, to] of PATHS) {
        const address = readDraft(draft, from);
        if (typeof address !== "string" || isIP(address) === 0) continue;
        const found: unknown = reader.get(address);
        const place = isTree(found) ? placeOf(found) : {};
        if (Object.keys(place).length > 0) putAt(draft.attributes, to, place);
      }
    },
  };
}

/** City databases are nested or flat; both are read. */
function placeOf(found: Tree): Tree {
  const first = (...paths: string[]) =>
    paths
      .map((path) => valueAt(found, path))
      .find((value) => ["string", "number"].includes(typeof value));
  const values: [string, unknown][] = [
    ["country.iso_code", first("country.iso_code", "country_code", "country")],
    ["country.name", first("country.names.en")],
    ["continent.code", first("continent.code", "continent_code")],
    ["subdivision.name", first("state1")],
    ["city.name", first("city.names.en", "city")],
    ["location.latitude", first("location.latitude", "latitude")],
    ["location.longitude", first("location.longitude", "longitude")],
    ["as.number", first("autonomous_system_number")],
    ["as.name", first("autonomous_system_organization")],
  ];
  const place: Tree = {};
  for (const [path, value] of values) if (value !== undefined) putAt(place, path, value);
  return place;
}
