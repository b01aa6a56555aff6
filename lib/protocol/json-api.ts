/**
 * The envelope of every API answer: `{data: {id, type, attributes}}`, and `{errors: […]}` for
 * refusals.
 */
import Type, { type Static, type TSchema } from "typebox";

/** One resource in JSON:API form. */
export function resource<Name extends string, Attributes extends TSchema>(
  name: Name,
  attributes: Attributes,
) {
  return Type.Object({ id: Type.String(), type: Type.Literal(name), attributes });
}

/** An answer with one resource. */
export function single<Resource extends TSchema>(item: Resource) {
  return Type.Object({ data: item });
}

/** A page of resources; `meta.page.after` is the cursor of the next page and absent on the last. */
export function page<Resource extends TSchema>(item: Resource) {
  return Type.Object({
    data: Type.Array(item),
    links: Type.Optional(Type.Object({ next: Type.Optional(Type.String()) })),
    meta: Type.Optional(
      Type.Object({
        page: Type.Object({
          after: Type.Optional(Type.String()),
          total_count: Type.Optional(Type.Integer()),
          total_filtered_count: Type.Optional(Type.Integer()),
        }),
      }),
    ),
  });
}

/**
 * A refusal. `errors` are the sentences that other clients of this API family read; `details` has
 * the same with stable codes, hints and, where the input has a place, offsets into it.
 */
export const ErrorAnswer = Type.Object({
  errors: Type.Array(Type.String()),
  details: Type.Array(
    Type.Object({
      code: Type.String(),
      message: Type.String(),
      hint: Type.String(),
      path: Type.Optional(Type.String({ description: "Where in the body: queries[0].query" })),
      start: Type.Optional(Type.Integer()),
      end: Type.Optional(Type.Integer()),
    }),
  ),
});
export type ErrorAnswer = Static<typeof ErrorAnswer>;
