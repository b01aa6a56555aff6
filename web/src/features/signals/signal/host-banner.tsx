/**
 * Says beside a signal when its host is not watched well: what one reads may then be half of it.
 */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lossesOf } from "../../../api/agent-health.ts";
import { agentsQuery } from "../../../api/agents.ts";
import { Banner } from "../../../ui/banner.tsx";
import { formatCount } from "../../../ui/format.ts";
import { useText } from "../../../ui/text/index.tsx";

export function HostBanner({ host }: { host: string }) {
  const text = useText();
  const agents = useQuery(agentsQuery).data ?? [];
  const agent = agents.find((each) => each.attributes.hostname === host);
  if (!agent) return null;
  const lost = lossesOf(agent).total;
  const { silent } = agent.attributes;
  if (!silent && lost === 0) return null;
  const title = silent
    ? text("signal.hostSilent", { host })
    : text("signal.hostLossy", { host, lost: formatCount(lost) });
  return (
    <Banner tone={silent ? "bad" : "warn"} title={title}>
      <Link to="/agents/$agentId" params={{ agentId: agent.id }}>
        {text("signal.hostOpen")}
      </Link>
    </Banner>
  );
}
