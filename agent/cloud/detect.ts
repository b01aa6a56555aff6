/** The cloud of a machine by what its firmware says (DMI); nothing is sent to find it out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Cloud = "aws" | "gcp" | "azure";

const TEXT_LENGTH_MAX = 256;
/** The asset tag that every virtual machine of Azure has. */
const AZURE_ASSET_TAG = "7783-7084-3265-9085-8269-3286-77";

/** The cloud; undefined for any other machine. `root` is "/" but in tests. */
export function detectCloud(root: string): Cloud | undefined {
  const read = (name: string) => {
    try {
      const text = readFileSync(join(root, "sys/class/dmi/id", name), "utf8");
      return text.slice(0, TEXT_LENGTH_MAX).trim();
    } catch {
      /* Absent, or for root alone. */
      return "";
    }
  };
  if (read("sys_vendor") === "Amazon EC2" || /amazon/.test(read("bios_version"))) return "aws";
  if (read("product_name") === "Google Compute Engine") return "gcp";
  if (read("chassis_asset_tag") === AZURE_ASSET_TAG) return "azure";
  return undefined;
}
