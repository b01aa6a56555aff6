/** The frame of all pages: navigation, live state, server state, theme and session. */
import { Outlet } from "@tanstack/react-router";
import { useState } from "react";
import { KeysHelp } from "../ui/explorer/keys-help.tsx";
import { useHotkeys } from "../ui/hotkeys.ts";
import { useText } from "../ui/text/index.tsx";
import { Live } from "./live.tsx";
import { Navigation } from "./navigation.tsx";
import { ServerBanners } from "./server-panel.tsx";
import "./shell.css";

const HELP = [
  ["search", ["/"]],
  ["walk", ["Tab", "Shift+Tab"]],
  ["open", ["Enter"]],
  ["close", ["Esc"]],
  ["help", ["?"]],
] as const;

/** The keys of pages that have no others. */
function Help() {
  const text = useText();
  const [isShown, setShown] = useState(false);
  useHotkeys([["?", () => setShown(true)]], true, window);
  return (
    <KeysHelp
      rows={HELP.map(([name, keys]) => ({ text: text(`app.keys.${name}`), keys }))}
      opened={isShown}
      onClose={() => setShown(false)}
    />
  );
}

export function Shell() {
  const text = useText();
  return (
    <Live>
      <div className="shell">
        <a className="skip" href="#content">
          {text("app.skip")}
        </a>
        <Navigation />
        <Help />
        <main id="content" className="content" tabIndex={-1}>
          <ServerBanners />
          <div className="content-page">
            <Outlet />
          </div>
        </main>
      </div>
    </Live>
  );
}
