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
