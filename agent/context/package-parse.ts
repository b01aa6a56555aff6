/** What the databases of dpkg and apk say, which are text. */

export type Package = { name: string; version: string; sourceVersion: string };

const FIELD_LENGTH_MAX = 256;
const PACKAGES_MAX = 50_000;

function fieldsOf(paragraph: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of paragraph.split("\n")) {
    const colon = line.indexOf(":");
    /* What begins with a space goes on with the field before, which none of ours does. */
    if (colon <= 0 || line.startsWith(" ")) continue;
    fields.set(line.slice(0, colon), line.slice(colon + 1, colon + 1 + FIELD_LENGTH_MAX).trim());
  }
  return fields;
}

/** Installed packages by name, from dpkg's status file. */
export function parseDpkgStatus(text: string): Map<string, Package> {
  const packages = new Map<string, Package>();
  for (const paragraph of text.split("\n\n")) {
    if (packages.size >= PACKAGES_MAX) break;
    const fields = fieldsOf(paragraph);
    const name = fields.get("Package") ?? "";
    const version = fields.get("Version") ?? "";
    if (name === "" || !fields.get("Status")?.endsWith(" installed")) continue;
    /* `Source: name (version)`, where the version stands only when it differs. */
    const sourceVersion = /\(([^)]*)\)/.exec(fields.get("Source") ?? "")?.[1] ?? version;
    packages.set(name, { name, version, sourceVersion });
  }
  return packages;
}

/** Paths of a package's list; directories are among them. */
export function parseDpkgList(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("/") && line !== "/.");
}

/**
 * Files and their packages, from apk's list of what is installed: `P:` name, `V:` version, `F:` a
 * folder, `R:` a file in it, and an empty line after each package.
 */
export function* parseApk(text: string): Generator<[string, Package]> {
  let owner: Package = { name: "", version: "", sourceVersion: "" };
  let folder = "";
  for (const line of text.split("\n")) {
    const value = line.slice(2);
    switch (line.slice(0, 2)) {
      case "P:":
        owner = { name: value.slice(0, FIELD_LENGTH_MAX), version: "", sourceVersion: "" };
        break;
      case "V:":
        /* All packages of one source are built at once, with one version. */
        owner.version = value.slice(0, FIELD_LENGTH_MAX);
        owner.sourceVersion = owner.version;
        break;
      case "F:":
        folder = value === "" ? "" : `/${value}`;
        break;
      case "R:":
        if (owner.name !== "") yield [`${folder}/${value}`, owner];
        break;
      default:
    }
  }
}
