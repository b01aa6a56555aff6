/**
 * Address blocks of a search. Addresses of either family compare; IPv4 written inside IPv6 is the
 * IPv4 address.
 */
import ipaddr from "ipaddr.js";

type Block = { address: ipaddr.IPv4 | ipaddr.IPv6; bits: number };

function parseBlock(text: string): Block | undefined {
  const [host = "", prefix, extra] = text.split("/");
  if (extra !== undefined || !isAddress(host)) return undefined;
  const address = ipaddr.process(host);
  const bitsMax = address.kind() === "ipv4" ? 32 : 128;
  if (prefix === undefined) return { address, bits: bitsMax };
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  return bits < 0 || bits > bitsMax ? undefined : { address, bits };
}

function isAddress(text: string): boolean {
  if (text.includes("%")) return false;
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/** Whether text is an address or an address with a prefix length. */
export function isBlock(text: string): boolean {
  return parseBlock(text) !== undefined;
}

/** Makes the test whether text is an address inside one of the blocks. */
export function compileBlocks(texts: readonly string[]): (text: string) => boolean {
  const blocks = texts.map(parseBlock).filter((block) => block !== undefined);
  return (text) => {
    if (!isAddress(text)) return false;
    const address = ipaddr.process(text);
    return blocks.some(
      (block) =>
        block.address.kind() === address.kind() && address.match(block.address, block.bits),
    );
  };
}

/** First and last address of each block, as IPv6; an IPv4 address is the one mapped into IPv6. */
export function blockRanges(
  texts: readonly string[],
): { family: "ipv4" | "ipv6"; first: string; last: string }[] {
  return texts
    .map(parseBlock)
    .filter((block) => block !== undefined)
    .map(({ address, bits }) => {
      const family = address.kind();
      const bytes = address.toByteArray();
      const end = (fill: number) =>
        bytes.map((byte, at) => {
          const host = 0xff >> Math.min(8, Math.max(0, bits - at * 8));
          return (byte & ~host & 0xff) | (fill & host);
        });
      const text = (found: number[]) => {
        const whole = family === "ipv4" ? [...Array(10).fill(0), 0xff, 0xff, ...found] : found;
        return ipaddr.fromByteArray(whole).toString();
      };
      return { family, first: text(end(0)), last: text(end(0xff)) };
    });
}
