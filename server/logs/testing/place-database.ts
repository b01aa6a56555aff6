/**
 * A database in MaxMind's format (MaxMind DB 2.0) with one value for 128.0.0.0/1, made in memory so
 * that tests need no file of others.
 */

type Value = string | number | Value[] | { [name: string]: Value };

function encode(value: Value): Buffer {
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([(2 << 5) | bytes.length]), bytes]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([Buffer.from([(6 << 5) | 4]), bytes]);
  }
  if (Array.isArray(value))
    // An extended type: 7 is added to the second byte.
    return Buffer.concat([Buffer.from([value.length, 11 - 7]), ...value.map(encode)]);
  const pairs = Object.entries(value).flatMap(([name, item]) => [encode(name), encode(item)]);
  return Buffer.concat([Buffer.from([(7 << 5) | (pairs.length / 2)]), ...pairs]);
}

/** The bytes of a database. Texts and maps have at most 28 bytes or entries. */
export function placeDatabase(place: Value): Buffer {
  const nodes = 1;
  const record = (value: number) => Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff]);
  // One node: addresses whose first bit is 0 have nothing, the others the value at the data's start.
  const tree = Buffer.concat([record(nodes), record(nodes + 16)]);
  const metadata = encode({
    ...{ node_count: nodes, record_size: 24, ip_version: 4, database_type: "Test" },
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: 1 },
    ...{ languages: ["en"], description: { en: "test" } },
  });
  const marker = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from("MaxMind.com")]);
  return Buffer.concat([tree, Buffer.alloc(16), encode(place), marker, metadata]);
}
