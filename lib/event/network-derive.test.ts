/** What is read of packets' payloads: HTTP of metadata services and TLS hellos, also hostile ones. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import * as imds from "./imds.ts";
import { tlsVersion } from "./tls.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("metadata services", () => {
  const request = bytes(
    "PUT /latest/api/token HTTP/1.1\r\nHost: 169.254.169.254\r\nUser-Agent:  a b \r\nX-aws-ec2-metadata-token-ttl-seconds: 60\r\nhost: other\r\n\r\n",
  );

  test("a request: names of headers in any case, the first of each", () => {
    assert.equal(imds.imdsUrl(request), "/latest/api/token");
    assert.equal(imds.imdsHost(request), "169.254.169.254");
    assert.equal(imds.imdsUserAgent(request), "a b");
    assert.equal(imds.imdsIsV2(request), true);
    assert.equal(imds.imdsProvider(request), "aws");
  });

  test("a body of its own segment, and one that is cut", () => {
    const body = bytes('{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"ASIA1","SecretAcc');
    assert.equal(imds.imdsCredentialsType(body), "AWS-HMAC");
    assert.equal(imds.imdsCredentialsKey(body), "ASIA1");
    assert.equal(imds.imdsCredentialsExpiration(body), "");
    assert.equal(imds.imdsProvider(body), "aws");
    assert.equal(imds.imdsUrl(body), "");
  });

  test("text that is no HTTP has no headers", () => {
    const text = bytes("hello\r\nHost: x\r\n\r\n");
    assert.equal(imds.imdsHost(text), "");
    assert.equal(imds.imdsProvider(text), "");
  });

  test("any bytes give texts and never an error", () => {
    const functions = Object.values(imds).filter((each) => each !== imds.imdsType);
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc
        .string({ maxLength: 300 })
        .map((text) => bytes(`GET /${text} HTTP/1.1\r\n${text}\r\n\r\n{${text}`)),
    );
    fc.assert(
      fc.property(hostile, (payload) => {
        for (const derive of functions) {
          const value = (derive as (payload: Uint8Array) => unknown)(payload);
          assert.ok(typeof value === "string" || typeof value === "boolean");
        }
      }),
    );
  });
});

/** A client hello with the older version field 1.2 and one extension. */
function hello(extension: number[]): Uint8Array {
  const body = [3, 3, ...new Array<number>(32).fill(7), 0, 0, 2, 0x13, 1, 1, 0];
  const all = [...body, 0, extension.length, ...extension];
  return Uint8Array.from([22, 3, 1, 0, all.length + 4, 1, 0, 0, all.length, ...all]);
}

describe("TLS hellos", () => {
  const versions = [0, 43, 0, 7, 6, 0x1a, 0x1a, 3, 4, 3, 3];

  test("the highest version that is offered, without GREASE", () => {
    assert.equal(tlsVersion(hello(versions)), 0x304);
    assert.equal(tlsVersion(hello([0, 10, 0, 1, 5, ...versions])), 0x304);
    assert.equal(tlsVersion(hello([])), 0x303);
  });

  test("a hello that is cut shows the older field, and other bytes nothing", () => {
    assert.equal(tlsVersion(hello(versions).subarray(0, 55)), 0x303);
    assert.equal(tlsVersion(bytes("GET / HTTP/1.1")), 0);
    assert.equal(tlsVersion(new Uint8Array(0)), 0);
  });

  test("any bytes give a version of 16 bits", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (tail) => {
        const version = tlsVersion(Uint8Array.from([22, 3, 1, 0, 0, 1, ...tail]));
        assert.ok(version >= 0 && version <= 0xffff);
      }),
    );
  });
});
