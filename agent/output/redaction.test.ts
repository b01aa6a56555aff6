/** Command lines with and without secrets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BLANK, createRedactionCounters, createRedactor } from "./redaction.ts";

/** Arguments before and after; `#` stands for the blank. */
const ARGUMENTS: [string[], string[]][] = [
  [["--password=x"], ["--password=#"]],
  [
    ["--password", "x", "y"],
    ["--password", "#", "y"],
  ],
  [
    ["--db-password", "x"],
    ["--db-password", "#"],
  ],
  [
    ["-token", "x"],
    ["-token", "#"],
  ],
  [
    ["--token", "--verbose"],
    ["--token", "--verbose"],
  ],
  [["API_KEY=abc"], ["API_KEY=#"]],
  [["--aws_secret_access_key=abc/def+="], ["--aws_secret_access_key=#"]],
  [
    ["-u", "me:x"],
    ["-u", "me:#"],
  ],
  [
    ["-u", "me"],
    ["-u", "me"],
  ],
  [
    ["-H", "Authorization: Bearer abc.def"],
    ["-H", "Authorization: Bearer #"],
  ],
  [
    ["-H", "X-Api-Key: abc"],
    ["-H", "X-Api-Key: #"],
  ],
  [["https://me:x@host.example/path"], ["https://me:#@host.example/path"]],
  [["postgres://app:x@db/app"], ["postgres://app:#@db/app"]],
  [
    ["-c", "mysql --password=x -e 'select 1'"],
    ["-c", "mysql --password=# -e 'select 1'"],
  ],
  [
    ["-c", "vault login --token s.abc && id"],
    ["-c", "vault login --token # && id"],
  ],
  [
    ["-c", "PASSWORD='a b' run"],
    ["-c", "PASSWORD=# run"],
  ],
  [
    ["--env", '{"API_KEY":"abc","HOME":"/root"}'],
    ["--env", '{"API_KEY":"#","HOME":"/root"}'],
  ],
  [
    ["-c", 'x \'{\\"db_password\\": \\"abc\\"}\''],
    ["-c", 'x \'{\\"db_password\\": \\"#\\"}\''],
  ],
  [["passwd: none"], ["passwd: none"]],
  [[`ghp_${"a".repeat(36)}`], ["#"]],
  [[`github_pat_${"a1".repeat(20)}`], ["#"]],
  [[`x glpat-${"a".repeat(20)} y`], ["x # y"]],
  [[`ASIA${"A".repeat(16)}`], ["#"]],
  [[`AIza${"b".repeat(35)}`], ["#"]],
  [[`sk_live_${"c".repeat(24)}`], ["#"]],
  [
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"],
    ["-----BEGIN RSA PRIVATE KEY-----#-----END RSA PRIVATE KEY-----"],
  ],
  [
    [`https://b.example/o?a=1&X-Amz-Signature=${"ab".repeat(16)}&c=2`],
    ["https://b.example/o?a=1&X-Amz-Signature=#&c=2"],
  ],
  [["LD_PRELOAD=/tmp/x.so"], ["LD_PRELOAD=/tmp/x.so"]],
  [["/etc/passwd"], ["/etc/passwd"]],
  [
    ["--file", "/home/me/token.txt"],
    ["--file", "/home/me/token.txt"],
  ],
  [
    ["cat", "secret.txt"],
    ["cat", "secret.txt"],
  ],
  [
    ["-o", "stratum+tcp://pool.example:3333"],
    ["-o", "stratum+tcp://pool.example:3333"],
  ],
  [
    ["--tokenizer", "fast"],
    ["--tokenizer", "#"],
  ],
];

const redactor = createRedactor(createRedactionCounters());
const redactArguments = redactor.list;
const redactText = redactor.text;

test("secrets among arguments are blanked and nothing else is", () => {
  for (const [before, after] of ARGUMENTS) {
    const expected = after.map((arg) => arg.replaceAll("#", BLANK));
    assert.deepEqual(redactArguments(before), expected, before.join(" "));
  }
});

test("redaction of long hostile text takes linear time", () => {
  for (const piece of ["password", "--token ", "a.", "a://", "eyJaaaaaaaaa.", "x-"]) {
    const text = piece.repeat(65_536 / piece.length);
    assert.ok(redactText(text).length > 0);
  }
});

test("words of one's own name secrets too, and every blank is counted once", () => {
  const counters = createRedactionCounters();
  const own = createRedactor(counters, ["pin.code", "(", "a|b"]);
  assert.deepEqual(own.list(["--pin.code", "1234", "pinXcode=5", "a=1", "PASSWORD=x"]), [
    "--pin.code",
    BLANK,
    "pinXcode=5",
    "a=1",
    `PASSWORD=${BLANK}`,
  ]);
  assert.equal(counters.secrets_redacted.value, 2);
  assert.equal(own.text(`PASSWORD=${BLANK}`), `PASSWORD=${BLANK}`);
  assert.equal(counters.secrets_redacted.value, 2, "what is blank already is not counted again");
  assert.deepEqual(own.value([1, "password=x"]), [1, "password=x"]);
});
