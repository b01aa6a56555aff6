/** The rail at the left: pages above, state of the system and of the session below. */
import { Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import {
  IconBellOff,
  IconBook2,
  IconDeviceDesktop,
  IconDeviceLaptop,
  IconFileText,
  IconFlask2,
  IconHistory,
  IconLogout,
  IconMoon,
  IconPackages,
  IconShieldBolt,
  IconSun,
  IconTable,
  IconUserCircle,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { agentsQuery } from "../api/agents.ts";
import { useNotices } from "../api/notices.ts";
import { currentUserQuery, signOut } from "../api/session.ts";
import { Logo } from "../ui/logo.tsx";
import { useText } from "../ui/text/index.tsx";
import { ServerPanel } from "./server-panel.tsx";

const PAGES = [
  { to: "/signals", name: "signals", Icon: IconShieldBolt },
  { to: "/logs", name: "logs", Icon: IconFileText },
  { to: "/entities", name: "entities", Icon: IconUsersGroup },
  { to: "/agents", name: "agents", Icon: IconDeviceDesktop },
  { to: "/rules", name: "rules", Icon: IconBook2 },
  { to: "/packs", name: "packs", Icon: IconPackages },
  { to: "/jobs", name: "jobs", Icon: IconHistory },
  { to: "/tables", name: "tables", Icon: IconTable },
  { to: "/suppressions", name: "suppressions", Icon: IconBellOff },
  { to: "/workbench", name: "workbench", Icon: IconFlask2 },
] as const;

const SCHEMES = { auto: "light", light: "dark", dark: "auto" } as const;
const SCHEME_ICONS = { auto: IconDeviceLaptop, light: IconSun, dark: IconMoon } as const;

function ThemeButton() {
  const text = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = SCHEME_ICONS[colorScheme];
  const label = text("app.theme.label", { scheme: text(`app.theme.${colorScheme}`) });
  return (
    <Tooltip label={label} position="right">
      <button
        type="button"
        className="rail-button"
        aria-label={label}
        onClick={() => setColorScheme(SCHEMES[colorScheme])}
        data-testid="theme"
      >
        <Icon size={18} stroke={1.6} />
      </button>
    </Tooltip>
  );
}

function StreamMark() {
  const text = useText();
  const { state } = useNotices();
  const label = text(`app.stream.${state}`);
  return (
    <Tooltip label={label} position="right">
      <span
        className="stream"
        role="status"
        aria-label={label}
        data-state={state}
        data-testid="stream"
      >
        <i />
        {state === "live" ? label : "…"}
      </span>
    </Tooltip>
  );
}

function SessionMenu() {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const user = useQuery(currentUserQuery).data?.data.attributes;
  const name = user?.name || user?.handle || "";
  const leave = async () => {
    // A session that the server no longer knows has ended as well.
    await signOut().catch(() => {});
    client.clear();
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu position="right-end" withArrow>
      <Menu.Target>
        <button
          type="button"
          className="rail-button"
          aria-label={text("app.signedInAs", { name })}
          data-testid="session"
        >
          <IconUserCircle size={19} stroke={1.6} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{text("app.signedInAs", { name })}</Menu.Label>
        <Menu.Item
          leftSection={<IconLogout size={15} />}
          onClick={() => void leave()}
          data-testid="sign-out"
        >
          {text("app.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function Navigation() {
  const text = useText();
  const silent = useQuery(agentsQuery).data?.filter((agent) => agent.attributes.silent).length ?? 0;
  return (
    <nav className="rail" aria-label={text("app.name")}>
      <Link to="/signals" className="rail-logo" aria-label={text("app.name")}>
        <Logo size={30} />
      </Link>
      {PAGES.map(({ to, name, Icon }) => (
        <Link key={to} to={to} className="rail-link" data-testid={`nav-${name}`}>
          <Icon size={20} stroke={1.6} aria-hidden />
          <span>{text(name === "suppressions" ? "app.suppressionsShort" : `app.${name}`)}</span>
          {name === "agents" && silent > 0 && (
            <b className="rail-count" title={text("agents.silentBanner", { count: silent })}>
              {silent}
            </b>
          )}
        </Link>
      ))}
      <div className="rail-foot">
        <StreamMark />
        <ServerPanel />
        <ThemeButton />
        <SessionMenu />
      </div>
    </nav>
  );
}
