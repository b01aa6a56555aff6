/** IP addresses between bytes and text. */
import ipaddr from "ipaddr.js";

/** Canonical text (RFC 5952; IPv4-mapped IPv6 as IPv4) of 4 or 16 bytes. */
export function formatAddress(bytes: Uint8Array): string {
  const parsed = ipaddr.fromByteArray([...bytes]);
  if (parsed.kind() === "ipv6") {
    const v6 = parsed as ipaddr.IPv6;
    return v6.isIPv4MappedAddress() ? v6.toIPv4Address().toString() : v6.toRFC5952String();
  }
  return parsed.toString();
}

/**
 * Whether an address is reachable from the internet: not private, loopback, link-local, shared
 * (RFC 6598), documentation, multicast or otherwise reserved by IANA. False for text that is no
 * address.
 */
export function isPublicAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === "unicast";
}
