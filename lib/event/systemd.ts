/**
 * The unit and slice of systemd that a cgroup path names: slices from the top, then the first unit
 * below them (man 7 systemd.unit, file names; a leading "_" keeps a name apart from the kernel's).
 */

const UNIT = /\.(?:service|scope|socket|mount|swap)$/;
const SLICE = /\.slice$/;

function segmentsOf(cgroup: string): string[] {
  const segments = cgroup.split("/").filter((segment) => segment !== "");
  return segments.map((segment) => (segment.startsWith("_") ? segment.slice(1) : segment));
}

/** The unit, such as `ssh.service`; of services of a user `user@UID.service`. "" for none. */
export function systemdUnit(cgroup: string): string {
  const unit = segmentsOf(cgroup).find((segment) => !SLICE.test(segment)) ?? "";
  return UNIT.test(unit) ? unit : "";
}

/** The innermost slice above that unit, such as `system.slice`; "" for none. */
export function systemdSlice(cgroup: string): string {
  const segments = segmentsOf(cgroup);
  const end = segments.findIndex((segment) => !SLICE.test(segment));
  return segments[(end === -1 ? segments.length : end) - 1] ?? "";
}
