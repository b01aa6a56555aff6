/**
 * Each running query holds a thread of libuv's pool, which file and DNS work share. The pool's size
 * is read from the environment when the process starts, so a process with too few threads replaces
 * itself, keeping its pid. Set UV_THREADPOOL_SIZE in the unit file to spare that.
 */

/** Threads beside the sessions: the control session, and node's own file, DNS and zlib work. */
const SPARE_THREADS = 5;
const THREADS_DEFAULT = 4;

export function ensureThreads(sessions: number): void {
  const wanted = sessions + SPARE_THREADS;
  const size = Number(process.env["UV_THREADPOOL_SIZE"] ?? THREADS_DEFAULT);
  if (size >= wanted || process.execve === undefined) return;
  const argv = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, argv, { ...process.env, UV_THREADPOOL_SIZE: String(wanted) });
}
