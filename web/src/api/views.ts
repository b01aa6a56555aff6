/** Saved views over the API. */
import { queryOptions } from "@tanstack/react-query";
import {
  type SavedView,
  type SavedViewAnswer,
  type SavedViewChange,
  type SavedViewList,
  VIEWS_PATH,
  type ViewPage,
} from "#lib/protocol";
import { request } from "./client.ts";

/** What an explorer shows, as its address says it. */
export type ViewState = Readonly<Record<string, string>>;

const pathOf = (id: string) => `${VIEWS_PATH}/${encodeURIComponent(id)}`;
const bodyOf = (attributes: object) => ({ data: { type: "saved_views", attributes } });

export const viewsQuery = (page: ViewPage) =>
  queryOptions({
    queryKey: ["views", page],
    queryFn: async ({ signal }): Promise<SavedView[]> => {
      const query = { "filter[page]": page };
      return (await request<SavedViewList>("GET", VIEWS_PATH, { query, signal })).data;
    },
    staleTime: 60_000,
  });

export const createView = (page: ViewPage, name: string, isShared: boolean, state: ViewState) =>
  request<SavedViewAnswer>("POST", VIEWS_PATH, {
    body: bodyOf({ name, page, is_shared: isShared, state }),
  });

export const changeView = (id: string, change: SavedViewChange) =>
  request<SavedViewAnswer>("PATCH", pathOf(id), { body: bodyOf(change) });

export const deleteView = (id: string) => request<null>("DELETE", pathOf(id));
