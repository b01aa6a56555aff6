/** Reference tables: made of files, changed by rows, asked by detection rules. */
export { ROWS_AT_ONCE_MAX, TABLE_FILE_BYTES_MAX } from "./limits.ts";
export type { Tables, TablesOptions } from "./tables.ts";
export { openTables } from "./tables.ts";
