/** Names that this host's processes resolved, by address, from the DNS answers they got. */
import { type DnsView, dnsAnswers, parseDns } from "#lib/event";

export const ADDRESSES_MAX = 8192;
const NAMES_PER_ADDRESS_MAX = 8;
const NONE: readonly string[] = [];

export type HostNames = {
  /** Remembers the addresses of an answer. */
  learn(view: DnsView): void;
  /** Names last resolved to the address, the newest first. */
  of(address: string): readonly string[];
};

/**
 * An empty memory of at most ADDRESSES_MAX addresses; the one learned longest ago is forgotten
 * first.
 */
export function createHostNames(): HostNames {
  const names = new Map<string, readonly string[]>();
  const remember = (address: string, name: string) => {
    const known = names.get(address) ?? NONE;
    names.delete(address);
    const others = known.filter((candidate) => candidate !== name);
    names.set(address, [name, ...others].slice(0, NAMES_PER_ADDRESS_MAX));
    if (names.size <= ADDRESSES_MAX) return;
    const oldest = names.keys().next();
    if (!oldest.done) names.delete(oldest.value);
  };
  return {
    learn: (view) => {
      const payload = view["record.payload"];
      const addresses = dnsAnswers(payload);
      if (addresses.length === 0) return;
      const { name } = parseDns(payload);
      if (name !== "") for (const address of addresses) remember(address, name);
    },
    of: (address) => names.get(address) ?? NONE,
  };
}
