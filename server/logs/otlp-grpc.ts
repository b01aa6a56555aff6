/** OpenTelemetry's logs by gRPC, for exporters that speak nothing else. */
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
} from "@grpc/grpc-js";
import { isAppError } from "#lib/base";
import { LOGS_BODY_BYTES_MAX } from "./body.ts";
import type { LogDesk } from "./desk.ts";
import { refuseLogs } from "./errors.ts";
import { readOtlp } from "./otlp.ts";

const SERVICE: ServiceDefinition = {
  Export: {
    path: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    requestStream: false,
    responseStream: false,
    requestSerialize: (value: Buffer) => value,
    requestDeserialize: (bytes: Buffer) => bytes,
    // An empty ExportLogsServiceResponse: nothing was rejected.
    responseSerialize: () => Buffer.alloc(0),
    responseDeserialize: (bytes: Buffer) => bytes,
  },
};

/** Names the sender behind an API key; throws ACCESS_*. */
type Authenticate = (apiKey: string | undefined) => Promise<{ id: string }>;

/** By what of our statuses exporters try again (UNAVAILABLE) or do not. */
const CODES: Readonly<Record<number, number>> = {
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  413: status.INVALID_ARGUMENT,
  400: status.INVALID_ARGUMENT,
  429: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
  507: status.UNAVAILABLE,
};

export async function openOtlpGrpc(
  { host, port }: { host: string; port: number },
  desk: Pick<LogDesk, "accept">,
  authenticate: Authenticate,
) {
  const server = new Server({ "grpc.max_receive_message_length": LOGS_BODY_BYTES_MAX });
  async function take(bytes: Buffer, metadata: Metadata): Promise<void> {
    const [shown] = metadata.get("dd-api-key");
    const { id: sender } = await authenticate(shown === undefined ? undefined : String(shown));
    await desk.accept(readOtlp(bytes), { sender, bytes, defaults: {} });
  }
  server.addService(SERVICE, {
    Export(
      call: { request: Buffer; metadata: Metadata },
      answer: (error: object | null, value?: object) => void,
    ) {
      take(call.request, call.metadata).then(
        () => answer(null, {}),
        (error: unknown) => {
          const code = isAppError(error)
            ? (CODES[error.status] ?? status.INTERNAL)
            : status.INTERNAL;
          const details = isAppError(error) ? `${error.code}: ${error.message}` : "it failed";
          answer({ code, details });
        },
      );
    },
  });
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
    error === null
      ? resolve(bound)
      : reject(
          refuseLogs("LOGS_LISTEN_FAILED", { door: "OTLP", address, reason: error.message }, error),
        ),
  );
  const bound = await promise;
  return {
    port: bound,
    async close(): Promise<void> {
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      server.tryShutdown(() => end());
      await ended;
    },
  };
}
