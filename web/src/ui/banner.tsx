/** Something that limits what the page can tell: a silent host, losses, a store that is down. */
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import type { ReactNode } from "react";

type BannerParts = { tone: "warn" | "bad"; title: string; children?: ReactNode };

export function Banner({ tone, title, children }: BannerParts) {
  const Icon = tone === "bad" ? IconCircleX : IconAlertTriangle;
  return (
    <div className="banner" data-tone={tone} role="status" data-testid="banner">
      <Icon size={16} aria-hidden />
      <div>
        <strong>{title}</strong> <span>{children}</span>
      </div>
    </div>
  );
}
