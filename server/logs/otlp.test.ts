/** What the real OpenTelemetry exporters send, and what an HTTP sink reads of it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { OTLPLogExporter as HttpExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  LoggerProvider,
  type LogRecordExporter,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import fc from "fast-check";
import { draftLog, finishDraft } from "./normalize.ts";
import { readOtlp, readOtlpJson } from "./otlp.ts";

const AT = Date.parse("2026-03-01T12:00:00.250Z");

async function sink(context: TestContext) {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      bodies.push(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body);
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  const { port } = server.address() as { port: number };
  return { bodies, url: `http://127.0.0.1:${port}/v1/logs` };
}

async function emit(exporter: LogRecordExporter) {
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({
      "service.name": "checkout",
      "host.name": "web-1",
      "deployment.environment.name": "prod",
    }),
    processors: [new SimpleLogRecordProcessor({ exporter } as never)],
  });
  provider.getLogger("shop").emit({
    ...{ timestamp: AT, severityNumber: 17, severityText: "ERROR", body: "payment failed" },
    attributes: { "usr.id": "u1", "http.status_code": 502, ok: false, list: [1, 2.5, "x"] },
  } as never);
  await provider.forceFlush();
  await provider.shutdown();
}

for (const [name, create, read] of [
  ["JSON", (url: string) => new HttpExporter({ url }), readOtlpJson],
  ["protobuf", (url: string) => new ProtoExporter({ url }), readOtlp],
] as const)
  test(`a record of the SDK sent as ${name} keeps all it says`, async (context) => {
    const { bodies, url } = await sink(context);
    await emit(create(url) as unknown as LogRecordExporter);
    const [sent, ...others] = bodies.flatMap((body) => read(body));
    assert.equal(others.length, 0);
    const { ts, host, service, source, status, message, tags, attributes } = finishDraft(
      draftLog(sent, {}),
    );
    assert.deepEqual(
      { ts, host, service, source, status, message, tags },
      {
        ...{ ts: AT, host: "web-1", service: "checkout", source: "otlp", status: "error" },
        ...{ message: "payment failed", tags: ["env:prod"] },
      },
    );
    assert.deepEqual(
      [attributes["usr"], attributes["http"], attributes["ok"], attributes["list"]],
      [{ id: "u1" }, { status_code: 502 }, false, [1, 2.5, "x"]],
    );
    assert.deepEqual(attributes["otel"], { scope: "shop" });
  });

test("no bytes break the readers: a request or a refusal", () => {
  for (const read of [readOtlp, readOtlpJson])
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          try {
            for (const log of read(bytes)) draftLog(log, {});
          } catch (error) {
            assert.equal((error as { code?: string }).code, "LOGS_BODY_INVALID");
          }
        },
      ),
      { numRuns: 1000 },
    );
});
