/**
 * What a request asks for besides its statement: settings, query parameters, database. They are SET
 * on the leased session before the statement and taken back after it, so that nothing of one
 * request can be seen by the next.
 */
import { refuse } from "./errors.ts";

/** Settings every session starts with, and goes back to. */
export type BaseSettings = Readonly<Record<string, string>>;

export type QueryScope = {
  settings: ReadonlyMap<string, string>;
  params: ReadonlyMap<string, string>;
  database: string | undefined;
};

/** Parameters of the HTTP interface that are no settings of the engine, or that we decide. */
const INTERFACE_PARAMETERS = new Set([
  "query",
  "query_id",
  "database",
  "user",
  "password",
  "default_format",
  "quota_key",
  "buffer_size",
  "wait_end_of_query",
  "enable_http_compression",
  "http_zlib_compression_level",
  "send_progress_in_http_headers",
  "http_headers_progress_interval_ms",
  "add_http_cors_header",
  "cancel_http_readonly_queries_on_client_close",
  "log_comment",
]);
const REFUSED_PARAMETERS = new Set([
  "session_id",
  "session_timeout",
  "session_check",
  "role",
  "compress",
  "decompress",
]);

const NAME = /^[A-Za-z_]\w*$/;
const PARAM_PREFIX = "param_";
/** More than this many settings and parameters in one request is a mistake. */
const SCOPE_ENTRIES_MAX = 1_000;

/** Reads the scope out of a request's parameters; throws on names that cannot be one. */
export function readScope(parameters: Iterable<[string, string]>): QueryScope {
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  let database: string | undefined;
  for (const [name, value] of parameters) {
    if (REFUSED_PARAMETERS.has(name)) throw refuse("STORAGE_UNSUPPORTED", { feature: name });
    if (name === "database" && value !== "default" && value !== "") database = value;
    if (INTERFACE_PARAMETERS.has(name)) continue;
    if (!NAME.test(name)) {
      throw refuse("STORAGE_PARAMETER_INVALID", {
        name: JSON.stringify(name),
        reason: "not a name",
      });
    }
    if (name.startsWith(PARAM_PREFIX)) params.set(name.slice(PARAM_PREFIX.length), value);
    else settings.set(name, value);
    if (settings.size + params.size > SCOPE_ENTRIES_MAX) {
      throw refuse("STORAGE_PARAMETER_INVALID", { name, reason: `more than ${SCOPE_ENTRIES_MAX}` });
    }
  }
  return { settings, params, database };
}

/** Quotes a text as an SQL string; NUL would end the statement inside the engine. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0")}'`;
}

/** Quotes a name of a table or database. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

/** One SET for a whole scope. Values of parameters arrive escaped, as the interface defines. */
export function renderSet(scope: QueryScope): string | undefined {
  const parts = [
    ...[...scope.settings].map(([name, value]) => `${name} = ${quoteText(value)}`),
    ...[...scope.params].map(([name, value]) => `${PARAM_PREFIX}${name} = ${quoteText(value)}`),
  ];
  return parts.length === 0 ? undefined : `SET ${parts.join(", ")}`;
}

/** The SET that undoes `renderSet`; a parameter cannot be unset, so its value is blanked. */
export function renderReset(scope: QueryScope, base: BaseSettings): string | undefined {
  const back = (name: string) => {
    const value = base[name];
    return `${name} = ${value === undefined ? "DEFAULT" : quoteText(value)}`;
  };
  const parts = [
    ...[...scope.settings.keys()].map(back),
    ...[...scope.params.keys()].map((name) => `${PARAM_PREFIX}${name} = ''`),
  ];
  return parts.length === 0 ? undefined : `SET ${parts.join(", ")}`;
}
