/** The `vigil packs` commands: list, show, activate and deactivate. */
import type { Command } from "commander";
import { openClient } from "#cli/client";
import { dataOption, jsonOption } from "#cli/options";
import { formatTable, type Output } from "#cli/output";
import {
  CONTENT_PACKS_PATH,
  type ContentPack,
  type ContentPackAnswer,
  type ContentPackList,
} from "#lib/protocol";

type Streams = { output(json: boolean): Output };
type Flags = { data: string; json: boolean };

const pathOf = (id: string) => `${CONTENT_PACKS_PATH}/${encodeURIComponent(id)}`;

/** Adds `packs` with its commands. */
export function addPackCommands(vigil: Command, { output }: Streams): void {
  const packs = vigil
    .command("packs")
    .description("content packs: rules and guidance for one stack or threat");
  packs
    .command("list")
    .description("all packs, and whether what they need was seen")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((flags: Flags) => listPacks(flags.data, output(flags.json)));
  packs
    .command("show")
    .description("one pack: what it needs, what to do with it, and its rules")
    .argument("<id>", "id of the pack")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((id: string, flags: Flags) => showPack(flags.data, id, output(flags.json)));
  for (const verb of ["activate", "deactivate"] as const)
    packs
      .command(verb)
      .description(`turn a pack ${verb === "activate" ? "on" : "off"}`)
      .argument("<id>", "id of the pack")
      .addOption(dataOption())
      .addOption(jsonOption())
      .action((id: string, flags: Flags) => changePack(flags.data, id, verb, output(flags.json)));
}

const enabledOf = ({ attributes }: ContentPack) =>
  attributes.detections.filter((rule) => rule.is_enabled).length;

async function listPacks(data: string, output: Output): Promise<void> {
  const packs = (await openClient(data).get<ContentPackList>(CONTENT_PACKS_PATH)).data;
  output.result(packs);
  const rows = packs.map((pack) => [
    pack.id,
    pack.attributes.active ? "on" : "off",
    pack.attributes.status ?? "unknown",
    `${enabledOf(pack)}/${pack.attributes.detections.length}`,
    pack.attributes.name,
  ]);
  output.line(formatTable([["pack", "state", "status", "rules on", "name"], ...rows]));
}

const indented = (items: readonly string[]) => items.map((item) => `  ${item.trim()}`).join("\n");

async function showPack(data: string, id: string, output: Output): Promise<void> {
  const pack = (await openClient(data).get<ContentPackAnswer>(pathOf(id))).data;
  output.result(pack);
  const { name, description, active, status, needs, guidance, detections } = pack.attributes;
  const seen = needs.map(
    (need) => `${need.name}: ${need.last_seen ?? "not seen"}. ${need.how.trim()}`,
  );
  const rules = detections.map(
    (rule) =>
      `${rule.id} ${rule.is_enabled ? "on" : "off"}` +
      (rule.kept_by.length > 0 ? `, kept by ${rule.kept_by.join(", ")}` : ""),
  );
  output.line(`${name}: ${active ? "on" : "off"}, ${status ?? "unknown"}\n${description.trim()}`);
  output.line(`needs\n${indented(seen)}`);
  output.line(`guidance\n${indented(guidance)}`);
  output.line(`rules\n${indented(rules)}`);
}

async function changePack(
  data: string,
  id: string,
  verb: "activate" | "deactivate",
  output: Output,
): Promise<void> {
  const client = openClient(data);
  await client.send("PUT", `${pathOf(id)}/${verb}`);
  const { data: pack } = await client.get<ContentPackAnswer>(pathOf(id));
  output.result(pack);
  const count = `${enabledOf(pack)} of ${pack.attributes.detections.length} rules are on`;
  output.line(`${id} is ${pack.attributes.active ? "on" : "off"}: ${count}`);
}
