/**
 * Turns whatever was thrown into an ErrorAnswer. What is not an expected failure says nothing but
 * where to look it up.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { type AppError, DIAGNOSTICS_MAX, type Diagnostic, isAppError } from "#lib/base";
import type { ErrorAnswer } from "#lib/protocol";
import { RETRY_AFTER_S } from "#server/intake";
import { refuseApi } from "./errors.ts";

/**
 * The body of a refusal. One that was caused by a fault in a text says where that is, and one that
 * was caused by several tells all of them.
 */
export function errorAnswer(error: AppError): ErrorAnswer {
  const { code, message, hint, cause } = error;
  const { diagnostics = [] } = (cause ?? {}) as { diagnostics?: readonly PlacedFault[] };
  if (diagnostics.length > 0) {
    const details = diagnostics.slice(0, DIAGNOSTICS_MAX).map(detailOf);
    return { errors: details.map((each) => `${each.path}: ${each.message}`), details };
  }
  return { errors: [message], details: [{ code, message, hint, ...placeOf(cause) }] };
}

/** A fault with its place in the body. */
type PlacedFault = Diagnostic & { path: string };

function detailOf({ code, what, do: hint, path, span: { start, end } }: PlacedFault) {
  return { code, message: what, hint, path, start, end };
}

function placeOf(cause: unknown): Diagnostic["span"] | undefined {
  const span = (cause as Partial<Diagnostic> | undefined)?.span;
  return span && { start: span.start, end: span.end };
}

/** Fastify's error handler. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const refusal = toAppError(error, request);
  const route = `${request.method} ${request.routeOptions.url ?? ""}`;
  if (refusal.code === "INTERNAL") request.log.error({ err: error, route }, "request failed");
  else if (refusal.status >= 500) request.log.warn({ ...told(refusal), route }, "request refused");
  const passes = refusal.status === 429 || refusal.status === 503;
  if (passes && !reply.hasHeader("retry-after")) reply.header("retry-after", RETRY_AFTER_S);
  return reply
    .code(refusal.status)
    .header("cache-control", "no-store")
    .type("application/json")
    .serializer(JSON.stringify)
    .send(errorAnswer(refusal));
}

/** What a log says of a refusal: it is foreseen, so its stack would tell nothing. */
function told({ code, message, cause }: AppError) {
  return { code, reason: message, ...(cause instanceof Error && { cause: cause.message }) };
}

function toAppError(error: unknown, request: FastifyRequest): AppError {
  if (isAppError(error)) return error;
  const { validation, validationContext, code, statusCode } = error as Partial<FastifyError>;
  if (validation) {
    const [fault] = validation;
    const place = fault?.instancePath.replace(/^\//, "").replaceAll("/", ".") ?? "";
    const reason = `${place} ${fault?.message ?? "is wrong"}`.trim();
    const isBody = validationContext === "body";
    return refuseApi(isBody ? "API_BODY_INVALID" : "API_QUERY_INVALID", { reason }, error);
  }
  if (statusCode === 413)
    return refuseApi("API_BODY_TOO_LARGE", { max: request.routeOptions.bodyLimit }, error);
  if (statusCode === 415) return refuseApi("API_MEDIA_TYPE_UNSUPPORTED", {}, error);
  if (code === "FST_ERR_CTP_EMPTY_JSON_BODY")
    return refuseApi("API_BODY_INVALID", { reason: "it is empty" }, error);
  if (code === "FST_ERR_CTP_INVALID_JSON_BODY" || error instanceof SyntaxError)
    return refuseApi("API_BODY_INVALID", { reason: "it is not JSON" }, error);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return refuseApi("API_REQUEST_INVALID", {}, error);
  return refuseApi("INTERNAL", { id: request.id }, error);
}
