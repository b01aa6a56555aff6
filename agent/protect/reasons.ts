/** What the sensor's words for a refusal mean. */
export const REASONS: Readonly<Record<string, string>> = {
  off: "enforcement is off",
  invalid: "the sensor does not know such a request",
  rate: "the sensor carries out no more requests this minute",
  gone: "the process had gone",
  reused: "the process had gone, and another has its id",
  protected: "a process that the host needs is left alone",
  own: "a process of Vigil is left alone",
  excluded: "an excluded executable is left alone",
  no_cgroup: "the cgroup was not found",
  refused: "the kernel refused",
  room: "the sensor has no room for another network filter",
  unsupported: "this kernel does not let the sensor drop packets",
};
export const OFF = "enforcement is off; `vigil up --enforcement on` turns it on";
