/**
 * A metadata service on its own address, and one program that asks it. Run in a network namespace
 * of its own; the client's program is the rest of the command line, its pid is printed.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const CREDENTIALS = JSON.stringify({
  Code: "Success",
  LastUpdated: "2026-01-01T00:00:00Z",
  Type: "AWS-HMAC",
  AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
  SecretAccessKey: "not-a-secret-of-anyone",
  Token: "not-a-token-of-anyone",
  Expiration: "2026-01-01T06:00:00Z",
});

const server = createServer((request, response) => {
  response.setHeader("Server", "EC2ws");
  if (request.url?.includes("security-credentials")) response.end(CREDENTIALS);
  else response.end("ok");
});
const [address = "", ...command] = process.argv.slice(2);
await new Promise<void>((resolve) => server.listen(80, address, resolve));
const [program = "", ...args] = command;
const client = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
await new Promise((resolve) => client.on("exit", resolve));
process.stdout.write(`${client.pid}\n`);
server.close();
server.closeAllConnections();
