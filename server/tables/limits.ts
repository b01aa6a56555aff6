/** How large reference tables may be; they are kept in memory, for every event asks them. */
export const TABLES_MAX = 50;
export const TABLE_ROWS_MAX = 100_000;
export const TABLE_COLUMNS_MAX = 50;
export const TABLE_VALUE_CHARACTERS_MAX = 1024;
export const TABLE_FILE_BYTES_MAX = 16 * 1024 * 1024;
/** Characters of all tables together, as JSON. */
export const TABLES_CHARACTERS_MAX = 64 * 1024 * 1024;
/** Uploads of which nothing was made yet; they are forgotten after an hour. */
export const UPLOADS_MAX = 20;
export const UPLOAD_MS = 3_600_000;
/** Rows that one request may read by key, write or delete. */
export const ROWS_AT_ONCE_MAX = 200;
