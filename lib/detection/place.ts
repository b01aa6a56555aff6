/** Places on Earth, as location attributes of events give them, and how far apart they are. */

/** A place of a user; latitude and longitude in degrees. */
export type Place = { country: string; city: string; latitude: number; longitude: number };

const EARTH_RADIUS_KM = 6371;
/** No two places are further apart, in kilometres. */
export const DISTANCE_KM_MAX = Math.PI * EARTH_RADIUS_KM;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown, keys: readonly string[]): string {
  if (typeof value === "string") return value;
  if (!isRecord(value)) return "";
  const found = keys.map((key) => value[key]).find((name) => typeof name === "string");
  return typeof found === "string" ? found : "";
}

function degrees(value: unknown, max: number): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const isUsable = typeof number === "number" && Math.abs(number) <= max;
  return isUsable ? number : undefined;
}

/**
 * Reads what a lookup of an address gives: `{city: {name}, country: {iso_code, name}, location:
 * {latitude, longitude}}`, also with the coordinates beside them. Undefined without coordinates.
 */
export function readPlace(value: unknown): Place | undefined {
  if (!isRecord(value)) return undefined;
  const location = isRecord(value["location"]) ? value["location"] : value;
  const latitude = degrees(location["latitude"] ?? location["lat"], 90);
  const longitude = degrees(location["longitude"] ?? location["lon"], 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const country = nameOf(value["country"], ["iso_code", "name"]);
  return { country, city: nameOf(value["city"], ["name"]), latitude, longitude };
}

/** A place as a hit holds it. */
export function placeText({ country, city, latitude, longitude }: Place): string {
  return JSON.stringify([country.slice(0, 60), city.slice(0, 120), latitude, longitude]);
}

export function parsePlace(text: string): Place {
  const [country, city, latitude, longitude] = JSON.parse(text) as [string, string, number, number];
  return { country, city, latitude, longitude };
}

/** Kilometres between two places along the surface. */
export function distanceKm(a: Place, b: Place): number {
  const radians = (value: number) => (value * Math.PI) / 180;
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const chord =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}
