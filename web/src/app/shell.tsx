/** The frame of all pages: navigation, live state, server state, theme and session. */
import { Outlet } from "@tanstack/react-router";
import { useText } from "../ui/text/index.tsx";
import { Live } from "./live.tsx";
import { Navigation } from "./navigation.tsx";
import { ServerBanners } from "./server-panel.tsx";
import "./shell.css";

export function Shell() {
  const text = useText();
  return (
    <Live>
      <div className="shell">
        <a className="skip" href="#content">
          {text("app.skip")}
        </a>
        <Navigation />
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
