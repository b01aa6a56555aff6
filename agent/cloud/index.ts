/** Which cloud this host is a machine of, and what that cloud calls it. */
export { type Cloud, detectCloud } from "./detect.ts";
export { readCloudTags } from "./identity.ts";
