/** Looks, now and then, whether another process changed something. */

/** How long a change takes to be seen by other processes, at most. */
export const REFRESH_MS = 2000;

export type Watch = {
  /** Refreshes that failed: what is known stays in use. */
  failures(): number;
  stop(): void;
};

/** Refreshes the collections in turn until it is stopped; one round ends before the next begins. */
export function watchCollections(
  collections: readonly { refresh(): Promise<boolean> }[],
  onFault: (error: unknown) => void,
): Watch {
  let failures = 0;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  async function round(): Promise<void> {
    try {
      for (const collection of collections) await collection.refresh();
    } catch (error) {
      failures++;
      if (!isStopped) onFault(error);
    }
    if (!isStopped) plan();
  }
  function plan(): void {
    timer = setTimeout(() => void round(), REFRESH_MS);
    timer.unref();
  }
  plan();
  return {
    failures: () => failures,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
