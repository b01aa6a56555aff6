/** What is known of addresses, names and hashes: lists of users, and a database of places. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openGeo } from "./geo.ts";
import { draftLog } from "./normalize.ts";
import { placeDatabase } from "./testing/place-database.ts";
import { loadThreatLists } from "./threat.ts";

function temporary(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "vigil-enrich-"));
  context.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

test("indicators of users' lists are found in the attributes that hold such", (context) => {
  const directory = temporary(context);
  writeFileSync(
    join(directory, "feed.txt"),
    "# comment\n203.0.113.9,scanner,suspicious\n198.51.100.0/24,botnet\nevil.example,c2,malicious\n" +
      `sha256:${"a".repeat(64)}\nnot an indicator\n2001:db8:bad::/48\n`,
  );
  writeFileSync(join(directory, "ignored.json"), "{}");
  const lists = loadThreatLists(directory);
  assert.equal(lists.size, 5);
  assert.match(lists.faults[0] ?? "", /feed\.txt: 1 lines/);
  const found = (attributes: object) => {
    const draft = draftLog(attributes, {});
    lists.enrich(draft);
    const { threat_intel } = draft.attributes as {
      threat_intel?: { results: { indicator: string }[] };
    };
    return threat_intel?.results ?? [];
  };
  assert.deepEqual(found({ network: { client: { ip: "203.0.113.9" } } }), [
    {
      ...{ indicator: "203.0.113.9", type: "ip", category: "scanner", intention: "suspicious" },
      ...{ source: { name: "feed" }, attribute: "network.client.ip" },
    },
  ]);
  const rows: [object, string[]][] = [
    [{ network: { client: { ip: "198.51.100.77" } } }, ["198.51.100.0/24"]],
    [{ network: { client: { ip: "2001:db8:bad::1" } } }, ["2001:db8:bad::/48"]],
    [{ dns: { question: { name: "a.B.evil.example." } } }, ["evil.example"]],
    [{ dns: { question: { name: "notevil.example" } } }, []],
    [{ file: { hashes: ["b", `sha256:${"A".repeat(64)}`] } }, ["a".repeat(64)]],
    [{ network: { client: { ip: "192.0.2.1" } } }, []],
    [{ message: "203.0.113.9" }, []],
  ];
  for (const [log, expected] of rows)
    assert.deepEqual(
      found(log).map(({ indicator }) => indicator),
      expected,
    );
  const event: Record<string, unknown> = {
    connect: { addr: { ip: "203.0.113.9" } },
    dns: { question: { name: "evil.example" } },
    // Many events may share one; it is not to be written to.
    process: Object.freeze({ executable: Object.freeze({ hashes: Object.freeze(["b"]) }) }),
  };
  lists.enrichEvent(event);
  lists.enrichEvent(event);
  assert.partialDeepStrictEqual(event["threat_intel"], {
    matched: { ip: ["203.0.113.9"], domain: ["evil.example"] },
    results: [{ attribute: "connect.addr.ip" }, { attribute: "dns.question.name" }],
  });
  assert.equal(loadThreatLists(join(directory, "absent")).size, 0);
});

test("a database of places says where an address is", async (context) => {
  const directory = temporary(context);
  mkdirSync(directory, { recursive: true });
  const path = join(directory, "test.mmdb");
  writeFileSync(
    path,
    placeDatabase({ country: { iso_code: "NZ" }, city: { names: { en: "Nelson" } } }),
  );
  const geo = await openGeo(path);
  const draft = draftLog({ network: { client: { ip: "203.0.113.9" } } }, {});
  geo.enrich(draft);
  assert.deepEqual(draft.attributes["network"], {
    client: {
      ip: "203.0.113.9",
      geoip: { country: { iso_code: "NZ" }, city: { name: "Nelson" } },
    },
  });
  const other = draftLog({ network: { client: { ip: "10.0.0.1" } } }, {});
  geo.enrich(other);
  assert.deepEqual(other.attributes["network"], { client: { ip: "10.0.0.1" } });
  await assert.rejects(openGeo(join(directory, "absent.mmdb")));
});
