/** The real gRPC exporter against the door: a key that is good, one that is not, a store away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata } from "@grpc/grpc-js";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-grpc";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { AppError } from "#lib/base";
import { openOtlpGrpc } from "./otlp-grpc.ts";

test("a record of the SDK arrives once its key is accepted", async (context) => {
  const taken: { sent: readonly unknown[]; sender: string }[] = [];
  const refused: unknown[] = [];
  const door = await openOtlpGrpc(
    { host: "127.0.0.1", port: 0 },
    {
      accept: async (sent, { sender }) => {
        taken.push({ sent, sender });
        return sent.length;
      },
    },
    async (key) => {
      if (key === "good") return { id: "key-1" };
      refused.push(key);
      throw new AppError("ACCESS_KEYS_REFUSED", { status: 403, message: "No.", hint: "" });
    },
  );
  context.after(() => door.close());
  const emit = async (key: string) => {
    const metadata = new Metadata();
    metadata.set("dd-api-key", key);
    const exporter = new OTLPLogExporter({
      url: `http://127.0.0.1:${door.port}`,
      metadata,
    } as never);
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ "service.name": "checkout" }),
      processors: [new SimpleLogRecordProcessor({ exporter } as never)],
    });
    provider.getLogger("shop").emit({ body: "by gRPC" });
    await provider.forceFlush();
    await provider.shutdown();
  };
  await emit("good");
  await emit("bad");
  assert.equal(taken.length, 1);
  assert.equal(taken[0]?.sender, "key-1");
  assert.partialDeepStrictEqual(taken[0]?.sent, [{ message: "by gRPC", service: "checkout" }]);
  assert.deepEqual(refused, ["bad"]);
});
