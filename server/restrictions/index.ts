/** Who may change which rule and which suppression. */
export {
  type Guard,
  openRestrictions,
  RESTRICTIONS_MAX,
  type Restrictions,
  readResource,
} from "./restrictions.ts";
