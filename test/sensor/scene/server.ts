/** Answers on the stage: any name is 203.0.113.7, and two ports accept connections. */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const ANSWER = Buffer.from("c00c000100010000003c0004cb007107", "hex");
const dns = createSocket("udp4");
dns.on("message", (question, from) => {
  const reply = Buffer.concat([question, ANSWER]);
  reply.writeUInt16BE(0x8180, 2);
  reply.writeUInt16BE(1, 6);
  dns.send(reply, from.port, from.address);
});
const listen = (port: number, host: string): Promise<void> =>
  new Promise((resolve) => createServer((socket) => socket.destroy()).listen(port, host, resolve));
await new Promise<void>((resolve) => dns.bind(53, "192.0.2.53", resolve));
await listen(8080, "127.0.0.1");
await listen(4444, "203.0.113.7");
process.stdout.write("ready\n");
