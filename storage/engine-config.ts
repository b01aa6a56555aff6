/** The engine's configuration file: limits that hold for the whole process, sized for two cores. */

export type EngineLimits = { memoryBytesMax: number; backupDirectory: string };

/** Background threads of each kind; two cores must still serve queries. */
const MERGE_THREADS = 2;
const SCHEDULE_THREADS = 4;
const SMALL_POOL_THREADS = 2;
const MARK_CACHE_BYTES_MAX = 128 * 1024 * 1024;

/** Free merge threads that some work waits for; their defaults are larger than a pool of two. */
const MERGE_POOL_FLOORS = [
  "number_of_free_entries_in_pool_to_execute_mutation",
  "number_of_free_entries_in_pool_to_lower_max_size_of_merge",
  "number_of_free_entries_in_pool_to_execute_optimize_entire_partition",
];

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * Renders the file. Durability is the default of every MergeTree table (an acknowledged insert
 * survives power loss, not only a killed process), and the time zone is UTC on every host.
 */
export function renderEngineConfig({ memoryBytesMax, backupDirectory }: EngineLimits): string {
  return `<clickhouse>
  <timezone>UTC</timezone>
  <max_server_memory_usage>${memoryBytesMax}</max_server_memory_usage>
  <mark_cache_size>${MARK_CACHE_BYTES_MAX}</mark_cache_size>
  <background_pool_size>${MERGE_THREADS}</background_pool_size>
  <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
  <background_schedule_pool_size>${SCHEDULE_THREADS}</background_schedule_pool_size>
  <background_move_pool_size>${SMALL_POOL_THREADS}</background_move_pool_size>
  <background_fetches_pool_size>${SMALL_POOL_THREADS}</background_fetches_pool_size>
  <background_common_pool_size>${SMALL_POOL_THREADS}</background_common_pool_size>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
    <min_rows_to_fsync_after_merge>1</min_rows_to_fsync_after_merge>
    ${MERGE_POOL_FLOORS.map((name) => `<${name}>1</${name}>`).join("\n    ")}
  </merge_tree>
  <backups>
    <allowed_path>${escapeXml(backupDirectory)}</allowed_path>
  </backups>
</clickhouse>
`;
}
