/** Resolvers of what the agent finds out about files: hashes, kind of content, package. */
import type { Clock, CounterSet } from "#lib/base";
import type { EventView, ProcessFields, Resolvers } from "#lib/event";
import { createFileContents, type FileContent, type FileCounter } from "./file-content.ts";
import type { Package } from "./package-parse.ts";
import { createPackages, type PackageCounter } from "./packages.ts";

export type FileResolvers = Pick<
  Resolvers,
  | "fileHashes"
  | "fileHashState"
  | "packageName"
  | "packageVersion"
  | "packageSourceVersion"
  | "execFileMetadataSize"
  | "execFileMetadataType"
  | "execFileMetadataIsExecutable"
  | "execFileMetadataArchitecture"
  | "execFileMetadataAbi"
  | "execFileMetadataIsUpxPacked"
  | "execFileMetadataCompression"
  | "execFileMetadataIsGarbleObfuscated"
>;

export type FileFacts = {
  resolvers: FileResolvers;
  /** Whether anything is looked up or told. */
  isOn: boolean;
  /** Begins to read the host's package databases, so that they are there when a rule asks. */
  prepare(): void;
};

export type FileFactsOptions = {
  /** "replay": the files of a recorded host are not those of this one, and nothing is looked up. */
  origin: string;
  clock: Clock;
  counters: CounterSet<FileCounter | PackageCounter>;
  root: string;
};

type HashArguments = Parameters<Resolvers["fileHashes"]>;

export function createFileFacts({ origin, clock, counters, root }: FileFactsOptions): FileFacts {
  const state = { isOn: true };
  const isLive = () => origin !== "replay" && state.isOn;
  const contents = createFileContents({ root, clock, counters });
  const packages = createPackages(clock, counters);

  const contentOf = (...args: HashArguments): FileContent | undefined => {
    const [process, path, inode, changeTime, mode, filesystem] = args;
    if (!isLive()) return undefined;
    return contents.of({ process, path, inode, changeTime, mode, filesystem });
  };

  const packageOf = (process: ProcessFields, path: string): Package | undefined => {
    if (!isLive() || path === "") return undefined;
    const key = process["container.id"];
    const rootOf = () => (key === "" ? root : `${root}/proc/${process["pid"]}/root`);
    return packages.of(key, rootOf, path);
  };

  const executed = ({ process }: EventView): FileContent | undefined =>
    contentOf(
      process,
      process["file.path"],
      process["file.inode"],
      process["file.change_time"],
      process["file.mode"],
      process["file.filesystem"],
    );

  const resolvers: FileResolvers = {
    fileHashes: (...file) => contentOf(...file)?.hashes ?? [],
    fileHashState: (...file) => contentOf(...file)?.state ?? "",
    packageName: (process, path) => packageOf(process, path)?.name ?? "",
    packageVersion: (process, path) => packageOf(process, path)?.version ?? "",
    packageSourceVersion: (process, path) => packageOf(process, path)?.sourceVersion ?? "",
    execFileMetadataSize: (event) => executed(event)?.size ?? 0,
    execFileMetadataType: (event) => executed(event)?.metadata.type ?? 0,
    execFileMetadataIsExecutable: (event) => executed(event)?.metadata.isExecutable ?? false,
    execFileMetadataArchitecture: (event) => executed(event)?.metadata.architecture ?? 0,
    execFileMetadataAbi: (event) => executed(event)?.metadata.abi ?? 0,
    execFileMetadataIsUpxPacked: (event) => executed(event)?.metadata.isUpxPacked ?? false,
    execFileMetadataCompression: (event) => executed(event)?.metadata.compression ?? 0,
    execFileMetadataIsGarbleObfuscated: (event) => executed(event)?.metadata.isGarbled ?? false,
  };
  const prepare = () => {
    if (isLive()) packages.of("", () => root, "/");
  };
  return Object.assign(state, { resolvers, prepare });
}
