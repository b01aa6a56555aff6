/**
 * Saved views: a name for what an explorer shows. The state is that of the explorer's address, a
 * flat object of texts, which only the web reads.
 */
import Type, { type Static } from "typebox";
import { page, resource, single } from "./json-api.ts";

export const VIEWS_PATH = "/api/v2/saved_views";

/** Explorers that views are of. */
export const VIEW_PAGES = ["signals", "logs"] as const;
export type ViewPage = (typeof VIEW_PAGES)[number];
export const VIEW_NAME_CHARACTERS_MAX = 128;
const STATE_MEMBERS_MAX = 32;
const STATE_CHARACTERS_MAX = 8192;

const fields = {
  name: Type.String({ minLength: 1, maxLength: VIEW_NAME_CHARACTERS_MAX, pattern: "\\S" }),
  page: Type.Unsafe<ViewPage>({ type: "string", enum: VIEW_PAGES.map(String) }),
  is_shared: Type.Boolean({ description: "Whether others see it; only its owner changes it" }),
  state: Type.Record(
    Type.String({ maxLength: 64 }),
    Type.String({ maxLength: STATE_CHARACTERS_MAX }),
    { maxProperties: STATE_MEMBERS_MAX },
  ),
};

export const SavedViewAttributes = Type.Object({
  ...fields,
  version: Type.Integer(),
  owner: Type.String({ description: "Handle of the person who made it" }),
  is_own: Type.Boolean({ description: "Whether it is the asking person's" }),
  update_date: Type.Integer({ description: "Milliseconds since 1970" }),
});
export const SavedView = resource("saved_views", SavedViewAttributes);
export type SavedView = Static<typeof SavedView>;
export const SavedViewAnswer = single(SavedView);
export type SavedViewAnswer = Static<typeof SavedViewAnswer>;
export const SavedViewList = page(SavedView);
export type SavedViewList = Static<typeof SavedViewList>;

const named = { type: Type.Optional(Type.Literal("saved_views")) };
export const SavedViewCreate = Type.Object({
  data: Type.Object({ ...named, attributes: Type.Object(fields) }),
});
export const SavedViewUpdate = Type.Object({
  data: Type.Object({
    ...named,
    attributes: Type.Object({
      name: Type.Optional(fields.name),
      is_shared: Type.Optional(fields.is_shared),
      state: Type.Optional(fields.state),
      version: Type.Optional(Type.Integer({ description: "The version it changes" })),
    }),
  }),
});
export type SavedViewChange = Static<typeof SavedViewUpdate>["data"]["attributes"];
export const SavedViewQuery = Type.Object({ "filter[page]": Type.Optional(fields.page) });
