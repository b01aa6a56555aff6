/**
 * How requests are checked against their TypeBox schemas. Query strings are text, so numbers in
 * them are converted, and a parameter nobody knows is refused: a mistyped filter must not answer
 * with everything. Bodies are taken as they are; fields nobody knows are taken out there, because
 * other clients of this API family send some.
 */
import { Ajv } from "ajv";
import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";

const common = { strict: false, allErrors: false, removeAdditional: false, useDefaults: false };
// "all" takes unknown fields out wherever an object's fields are listed; it must not meet a union
// of objects.
const strict = new Ajv({ ...common, coerceTypes: false, removeAdditional: "all" });
const converting = new Ajv({ ...common, coerceTypes: true });

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  if (httpPart === "body") return strict.compile(schema);
  return converting.compile(
    httpPart === "querystring" ? { ...schema, additionalProperties: false } : schema,
  );
};
