/**
 * What writes to the files of selinuxfs mean. The kernel reads each by `sscanf("%d")`
 * (security/selinux/selinuxfs.c), and a number that is not 0 means on.
 */

const BOOLEAN = 1;
const COMMIT = 2;
const ENFORCE = 3;
const DISABLE = 4;
/** Bits of the number that the kernel keeps: a C int. */
const INT_BITS = 32;

/** Whether the kernel reads what was written as on; undefined when it reads no number. */
function isOn(value: string): boolean | undefined {
  const digits = /^\s*([+-]?\d+)/.exec(value)?.[1];
  return digits === undefined
    ? undefined
    : BigInt.asIntN(INT_BITS, BigInt(digits.replace("+", ""))) !== 0n;
}

/** Name of the boolean that was set; "" when the write was another one. */
export function selinuxBoolName(kind: number, name: string): string {
  return kind === BOOLEAN ? name : "";
}

/** New value of that boolean, on or off; "" when the write was another one. */
export function selinuxBoolState(kind: number, value: string): string {
  const state = kind === BOOLEAN ? isOn(value) : undefined;
  if (state === undefined) return "";
  return state ? "on" : "off";
}

/** Whether the write put the pending booleans in force. */
export function selinuxCommit(kind: number, value: string): boolean {
  return kind === COMMIT && isOn(value) === true;
}

/** enforcing, permissive or disabled; "" when the write changed none of that. */
export function selinuxStatus(kind: number, value: string): string {
  const state = isOn(value);
  if (kind === DISABLE && state === true) return "disabled";
  if (kind !== ENFORCE || state === undefined) return "";
  return state ? "enforcing" : "permissive";
}
