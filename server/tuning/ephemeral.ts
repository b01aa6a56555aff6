/** Values that do not come again: a suppression that goes by one hides nothing tomorrow. */

export type Ephemeral = { code: string; message: string };

const TEMPORARY: Ephemeral = {
  code: "SUPPRESSION_TEMPORARY_PATH",
  message: "A path for temporary files: another program can be there tomorrow.",
};
const RANDOM: Ephemeral = {
  code: "SUPPRESSION_RANDOM_NAME",
  message: "A name that looks random: it will be another one the next time.",
};
const NUMBER: Ephemeral = {
  code: "SUPPRESSION_PROCESS_NUMBER",
  message: "A number that the kernel gives: it will be another one the next time.",
};
const KEY: Ephemeral = {
  code: "SUPPRESSION_EPHEMERAL_KEY",
  message: "A key whose values do not come again.",
};

const TEMPORARY_PATH = /(^|[\s=:"'])\/(tmp|var\/tmp|dev\/shm|run\/user\/\d+)\//;
const PROCESS_PATH = /\/proc\/\d+(\/|$)/;
/** Ids that are made anew with each process, container, connection or event. */
const EPHEMERAL_KEYS = [
  /(^|[.@])(pid|ppid|tid|inode|fork_time|exec_time|created_at)$/,
  /^@?(container|cgroup|evt|dns)\.id$/,
  /\.(source|client)\.port$/,
  /^@date$/,
];
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const HEX = /(^|[^0-9a-z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,}($|[^0-9a-z])/i;
/** As the controllers of Kubernetes name pods. */
const POD = /-[0-9a-z]{8,10}-[0-9a-z]{5}$/;
/** Numbers that name no version: nine digits and more are times and random numbers. */
const LONG_NUMBER = /(^|\D)\d{9,}($|\D)/;
/** As mktemp and its like end or begin names. */
const SUFFIX = /(?:^|[._-])([0-9A-Za-z]{6,})$/;
const WORD_CHANGES_MIN = 3;

/** How often the kind of character changes: `aB3dE9` five times, `python3` once. */
function changesOf(word: string): number {
  const kinds = [...word].map((letter) => (/\d/.test(letter) ? 0 : /[A-Z]/.test(letter) ? 1 : 2));
  return kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
}

function isRandomName(name: string): boolean {
  if (UUID.test(name) || HEX.test(name) || POD.test(name) || LONG_NUMBER.test(name)) return true;
  const word = SUFFIX.exec(name)?.[1] ?? "";
  return changesOf(word) >= WORD_CHANGES_MIN;
}

/** Why a value of a key does not come again; undefined when it may. */
export function ephemeral(key: string, value: string): Ephemeral | undefined {
  if (EPHEMERAL_KEYS.some((name) => name.test(key))) return KEY;
  if (PROCESS_PATH.test(value)) return NUMBER;
  if (TEMPORARY_PATH.test(value)) return TEMPORARY;
  const names = value.includes("/") ? value.split("/") : [value];
  return names.some((name) => name !== "" && isRandomName(name)) ? RANDOM : undefined;
}
