/** Files that are sent in parts before a table is made of them. */
import type { Clock } from "#lib/base";
import type { RandomBytes } from "#server/access";
import { createId } from "#server/documents";
import {
  type Control,
  type ControlTransaction,
  countUploads,
  deleteUpload,
  putUploadPart,
  readUpload,
} from "#server/store";
import { refuseTable } from "./errors.ts";
import { TABLE_FILE_BYTES_MAX, UPLOAD_MS, UPLOADS_MAX } from "./limits.ts";

type Options = { control: Control; clock: Clock; random: RandomBytes };

export function openUploads({ control, clock, random }: Options) {
  const need = async (id: string) => {
    const parts = await readUpload(control, id);
    const [head] = parts;
    if (head?.part !== 0 || Number(head.created_at) < clock() - UPLOAD_MS)
      throw refuseTable("TABLE_UPLOAD_UNKNOWN", { id: id.slice(0, 64) });
    return { parts: parts.slice(1), wanted: (JSON.parse(head.body) as { parts: number }).parts };
  };

  async function put(id: string, part: number, body: string): Promise<void> {
    const at = clock();
    const row = { id, part, body, created_at: at };
    await control.transaction((trx) => putUploadPart(trx, row, at - UPLOAD_MS));
  }

  return {
    /** Announces a file in so many parts. Throws TABLE_TOO_LARGE. */
    async begin(parts: number): Promise<string> {
      const id = createId(random);
      await put(id, 0, JSON.stringify({ parts }));
      if ((await countUploads(control)) <= UPLOADS_MAX) return id;
      await control.transaction((trx) => deleteUpload(trx, id));
      throw refuseTable("TABLE_TOO_LARGE", { max: UPLOADS_MAX, what: "uploads at once" });
    },

    /** Keeps a part, from 1; as base64, for it may end within a character. Throws TABLE_*. */
    async send(id: string, part: number, bytes: Uint8Array): Promise<void> {
      const { parts, wanted } = await need(id);
      if (part < 1 || part > wanted)
        throw refuseTable("TABLE_INVALID", { reason: `the file has ${wanted} parts` });
      const others = parts.filter((each) => each.part !== part);
      const size = others.reduce((sum, { body }) => sum + (body.length * 3) / 4, bytes.length);
      if (size > TABLE_FILE_BYTES_MAX)
        throw refuseTable("TABLE_TOO_LARGE", {
          max: TABLE_FILE_BYTES_MAX,
          what: "bytes in a file",
        });
      await put(id, part, Buffer.from(bytes).toString("base64"));
    },

    /** The whole file as text. Throws TABLE_UPLOAD_* and TABLE_INVALID. */
    async read(id: string): Promise<string> {
      const { parts, wanted } = await need(id);
      if (parts.length !== wanted)
        throw refuseTable("TABLE_UPLOAD_UNFINISHED", { wanted, present: parts.length });
      const bytes = Buffer.concat(parts.map(({ body }) => Buffer.from(body, "base64")));
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch (cause) {
        throw refuseTable("TABLE_INVALID", { reason: "the file is not UTF-8" }, cause);
      }
    },

    forget: (trx: ControlTransaction, id: string) => deleteUpload(trx, id),
  };
}
