/** What the grid of a list must know of its rows. */

/** The height that the styles give every row, in pixels (`--v-row-height`). */
export const ROW_HEIGHT = 36;

export type GridItem = { id: string };

export const rowElementId = (id: string) => `row-${id}`;
