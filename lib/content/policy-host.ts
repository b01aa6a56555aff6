/** What rules and macros may ask of the host they are loaded on: `filters` and `agent_version`. */
import type { Field, FieldTable } from "#lib/event";
import { FIELD_TABLE } from "#lib/event";
import { checkValue, compileValue } from "#lib/secl";
import { placeFault } from "./place.ts";
import * as faults from "./policy-diagnostics.ts";
import type { Conditions, FileDiagnostic } from "./types.ts";
import { COMPATIBLE_VERSION, satisfies } from "./version.ts";

/** The host that rules are loaded for. */
export type PolicyHost = {
  hostname: string;
  /** How events are seen: "ebpf". */
  origin: string;
  /** As `uname -r` says. */
  kernel: string;
  /** Whether the kernel describes its types, which programs of its sensor rely on. */
  hasKernelTypes: boolean;
  /** ID, PLATFORM_ID and VERSION_ID of os-release. */
  osRelease: Readonly<Record<string, string>>;
  /** `NAME=value` of the agent's environment. */
  envs: readonly string[];
};

/** Why something is not for a host. */
export type FilterType = "" | "agent_version" | "rule_filter";

/** Decides about conditions; faults in them are noted, and what has a fault is not for the host. */
export type HostFilter = (
  conditions: Conditions,
  onFault: (diagnostic: FileDiagnostic) => void,
) => FilterType | "fault";

type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

const RED_HAT = ["rhel", "centos", "fedora", "rocky", "almalinux"];

/** What filters can name, and what this host has there. */
export function factsOf(host: PolicyHost): Facts {
  const { osRelease } = host;
  const { ID: id = "", VERSION_ID: version = "" } = osRelease;
  const [major = "", minor = "", patch = ""] = host.kernel.split(/[.-]/);
  const [, abi = "", flavor = ""] = /^[^-]*-(\d+)-(.*)$/.exec(host.kernel) ?? [];
  const isRedHat = RED_HAT.includes(id);
  return {
    os: "linux",
    "os.id": id,
    "os.platform_id": osRelease["PLATFORM_ID"] ?? "",
    "os.version_id": version,
    "os.is_amazon_linux": id === "amzn" || id === "amazon",
    "os.is_cos": id === "cos",
    "os.is_debian": id === "debian" || id === "ubuntu",
    "os.is_oracle": id === "ol",
    "os.is_rhel": isRedHat,
    "os.is_rhel7": isRedHat && version.startsWith("7"),
    "os.is_rhel8": isRedHat && version.startsWith("8"),
    "os.is_sles": id === "sles",
    "os.is_sles12": id === "sles" && version.startsWith("12"),
    "os.is_sles15": id === "sles" && version.startsWith("15"),
    envs: host.envs,
    hostname: host.hostname,
    origin: host.origin,
    "kernel.version.major": Number(major) || 0,
    "kernel.version.minor": Number(minor) || 0,
    "kernel.version.patch": Number(patch) || 0,
    "kernel.version.abi": Number(abi) || 0,
    "kernel.version.flavor": flavor,
    "kernel.core.enabled": host.hasKernelTypes,
  };
}

function fieldOf(name: string, value: Facts[string]): Field {
  const kind = typeof value;
  return {
    name,
    type: kind === "number" ? "int" : kind === "boolean" ? "bool" : "string",
    array: Array.isArray(value),
    event: "*",
    iterator: "",
    element: name,
    operators: "plain",
    constants: "",
    json: "",
    origin: "agent",
    delivered: true,
    reason: "",
    brief: "",
    example: "",
  };
}

/** A host of which nothing is known. */
export const ANY_HOST: PolicyHost = {
  hostname: "",
  origin: "ebpf",
  kernel: "",
  hasKernelTypes: true,
  osRelease: {},
  envs: [],
};

/** Prepares to decide about many conditions. Without a host, filters are checked and all hold. */
export function createHostFilter(host: PolicyHost | undefined): HostFilter {
  const facts = factsOf(host ?? ANY_HOST);
  const fields = new Map(
    Object.entries(facts).map(([name, value]) => [name, fieldOf(name, value)]),
  );
  const table: FieldTable = { ...FIELD_TABLE, fields };
  const context = { now: 0, variables: { read: () => undefined } };

  return ({ agentVersion, filters }, onFault) => {
    const constraint = agentVersion?.text.trim() ?? "";
    if (agentVersion !== undefined && constraint !== "") {
      const isSatisfied = satisfies(COMPATIBLE_VERSION, constraint);
      if (isSatisfied === undefined) {
        const fault = faults.versionConstraint({ start: 0, end: constraint.length }, constraint);
        onFault(placeFault(agentVersion, fault, agentVersion.path));
        return "fault";
      }
      if (!isSatisfied) return "agent_version";
    }
    if (filters.length === 0) return "";
    let isAny = false;
    let isFaulty = false;
    for (const filter of filters) {
      const { value, diagnostics } = checkValue(filter.text, { table });
      for (const fault of diagnostics) onFault(placeFault(filter, fault, filter.path));
      if (value === undefined) isFaulty = true;
      else isAny ||= compileValue(value)(facts, context)[0] === true;
    }
    if (isFaulty) return "fault";
    return isAny || host === undefined ? "" : "rule_filter";
  };
}
