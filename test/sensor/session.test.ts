/** Sessions of users: logins at a real sshd, seen on what is done in them. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { until, whyNot } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";
import { SshServer, whyNoSsh } from "./ssh-server.ts";

const why = whyNot() ?? whyNoSsh();
const RULES = [
  'open.file.name =~ "secret-*" && process.user_session.session_type == SESSION_SSH',
  'open.file.name =~ "secret-*" && process.user_session.ssh_client_ip in 127.0.0.0/8',
  'open.file.name =~ "secret-*" && process.user_session.ssh_auth_method == SSH_AUTH_PUBLIC_KEY',
  'open.file.name =~ "secret-*" && process.user_session.ssh_username == "admin"',
];
const SOMEBODY = 1234;
const FILES_MAX = 20;

describe("sessions by ssh", { skip: why ?? false }, () => {
  const directory = mkdtempSync(join(tmpdir(), "vigil-session-"));
  let server: SshServer;
  let live: LiveEvents;
  let serial = 0;

  const openFile = () => {
    serial += 1;
    const path = join(directory, `secret-${serial}`);
    writeFileSync(path, "");
    return path;
  };
  const opened = (events: LiveEvents, path: string): Promise<SeenEvent> =>
    until(`${path} is opened`, () =>
      events.events.find(
        ({ name, fields }) =>
          name === "open" && fields["open.file.path"] === path && fields["process.comm"] === "cat",
      ),
    );
  const sessionOf = ({ fields }: SeenEvent) =>
    Object.fromEntries(
      Object.entries(fields).filter(([name]) => name.startsWith("process.user_session.")),
    );
  /* All fields of each open are read: those of a busy machine would take too long. */
  const names = Array.from({ length: FILES_MAX }, (_, index) => `secret-${index}`);
  const start = () => LiveEvents.start(["open"], RULES, { root: directory, names });

  before(async () => {
    chmodSync(directory, 0o755);
    server = await SshServer.start(directory);
    live = await start();
  });
  after(async () => {
    await live?.stop();
    await server?.stop();
    rmSync(directory, { recursive: true });
  });

  test("what a session does has user, address, port and key", async () => {
    const path = openFile();
    const said = await server.run(`echo $SSH_CONNECTION; cat ${path}; true`);
    const port = Number(said.split(" ")[1]);
    const event = await opened(live, path);
    const id = event.fields["process.user_session.id"];
    assert.match(String(id), /^[0-9a-f]+-[0-9a-f]+$/);
    assert.deepEqual(sessionOf(event), {
      "process.user_session.id": id,
      "process.user_session.session_type": 2,
      "process.user_session.k8s_username": "",
      "process.user_session.k8s_uid": "",
      "process.user_session.k8s_groups": [],
      "process.user_session.ssh_username": "root",
      "process.user_session.ssh_auth_method": 2,
      "process.user_session.ssh_public_key": server.fingerprint,
      "process.user_session.ssh_client_ip": "127.0.0.1",
      "process.user_session.ssh_client_port": port,
    });
    assert.deepEqual(event.rules, RULES.slice(0, 3));
    assert.deepEqual((event.json["process"] as Record<string, unknown>)["user_session"], {
      id,
      session_type: "SESSION_SSH",
      ssh_username: "root",
      ssh_auth_method: "SSH_AUTH_PUBLIC_KEY",
      ssh_public_key: server.fingerprint,
      ssh_client_ip: "127.0.0.1",
      ssh_client_port: port,
    });
  });

  test("it stays with other users, empty environments and new sessions of processes", async () => {
    const [first, second, third] = [openFile(), openFile(), openFile()];
    const commands = [
      `setpriv --reuid ${SOMEBODY} --clear-groups cat ${first}`,
      `env -i /bin/sh -c "exec cat ${second}"`,
      `setsid -w cat ${third}`,
    ];
    await server.run(commands.join("; "));
    const events = await Promise.all([first, second, third].map((path) => opened(live, path)));
    const [other] = events;
    assert.equal(other?.fields["process.uid"], SOMEBODY);
    for (const event of events) {
      assert.equal(event.fields["process.user_session.ssh_username"], "root");
      assert.equal(
        event.fields["process.user_session.id"],
        sessionOf(events[0] as SeenEvent)["process.user_session.id"],
      );
    }
  });

  test("each login is a session of its own", async () => {
    const [first, second] = [openFile(), openFile()];
    await server.run(`cat ${first}`);
    await server.run(`cat ${second}`);
    const ids = await Promise.all(
      [first, second].map(async (path) => sessionOf(await opened(live, path))),
    );
    assert.notEqual(ids[0]?.["process.user_session.id"], ids[1]?.["process.user_session.id"]);
  });

  test("a session that was there before the sensor is known", async () => {
    const [path, gate] = [openFile(), join(directory, "gate")];
    execFileSync("mkfifo", [gate]);
    const client = server.open(`echo in; read -r word < ${gate}; cat ${path}`);
    await new Promise((resolve) => client.stdout?.once("data", resolve));
    const later = await start();
    try {
      writeFileSync(gate, "go\n");
      const event = await opened(later, path);
      assert.equal(event.fields["process.user_session.session_type"], 2);
      assert.equal(event.fields["process.user_session.ssh_public_key"], server.fingerprint);
    } finally {
      await later.stop();
    }
  });

  test("what nobody logged in for has none, whatever it calls itself", async () => {
    const [outside, forged] = [openFile(), openFile()];
    execFileSync("cat", [outside]);
    const none = await opened(live, outside);
    assert.equal(none.fields["process.user_session.id"], "");
    assert.equal((none.json["process"] as Record<string, unknown>)["user_session"], undefined);
    const fake = join(directory, "sshd");
    copyFileSync("/bin/dash", fake);
    chmodSync(fake, 0o755);
    const { status } = spawnSync(fake, ["-c", `cat ${forged}; true`], {
      uid: SOMEBODY,
      gid: SOMEBODY,
      env: { PATH: "/bin", SSH_CONNECTION: "203.0.113.9 1 203.0.113.1 22", USER: "admin" },
    });
    assert.equal(status, 0);
    const event = await opened(live, forged);
    assert.equal(event.fields["process.user_session.id"], "");
    assert.deepEqual(event.rules, []);
  });
});
