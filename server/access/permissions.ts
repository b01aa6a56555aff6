/**
 * The permissions and the three roles. The names are public: scripts and other clients of this API
 * family know them.
 */

export const PERMISSIONS = [
  "security_monitoring_rules_read",
  "security_monitoring_rules_write",
  "security_monitoring_signals_read",
  "security_monitoring_signals_write",
  "security_monitoring_filters_read",
  "security_monitoring_filters_write",
  "security_monitoring_notification_profiles_read",
  "security_monitoring_notification_profiles_write",
  "security_monitoring_cws_agent_rules_read",
  "security_monitoring_cws_agent_rules_write",
  "security_monitoring_cws_agent_rules_actions",
  "security_monitoring_findings_read",
  "security_monitoring_findings_write",
  "security_monitoring_suppressions_read",
  "security_monitoring_suppressions_write",
  "security_monitoring_datasets_read",
  "security_monitoring_datasets_write",
  "security_pipelines_read",
  "security_pipelines_write",
  "security_comments_read",
  "security_comments_write",
  "appsec_vm_read",
  "appsec_vm_write",
  "agent_flare_collection",
  "agent_upgrade_write",
  "fleet_policies_write",
  "cases_read",
  "cases_write",
  "incident_read",
  "incident_write",
  "org_management",
  "api_keys_write",
  "user_access_manage",
  "user_access_read",
  "audit_logs_read",
  "logs_read_data",
  "logs_live_tail",
  "saved_views_write",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ["Admin", "Standard", "Read Only"] as const;
export type Role = (typeof ROLES)[number];

/** Who may act on hosts, on other people's accounts or on the installation itself: not Standard. */
const ADMIN_ONLY: readonly Permission[] = [
  "security_monitoring_cws_agent_rules_actions",
  "agent_flare_collection",
  "agent_upgrade_write",
  "fleet_policies_write",
  "org_management",
  "api_keys_write",
  "user_access_manage",
  "audit_logs_read",
];

/** Names of permissions that change nothing. */
const READS = /_read$|^logs_(read_data|live_tail)$/;

const ROLE_PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  Admin: new Set(PERMISSIONS),
  Standard: new Set(PERMISSIONS.filter((name) => !ADMIN_ONLY.includes(name))),
  "Read Only": new Set(
    PERMISSIONS.filter((name) => READS.test(name) && !ADMIN_ONLY.includes(name)),
  ),
};

/** What a role may do; a role name this version does not know may do nothing. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return isRole(role) ? ROLE_PERMISSIONS[role] : new Set();
}

function isRole(name: string): name is Role {
  return (ROLES as readonly string[]).includes(name);
}
