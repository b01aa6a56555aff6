/** A page that is not there, and one that broke. */
import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { FailureView } from "../ui/failure-view.tsx";
import { Empty } from "../ui/placeholder.tsx";
import { useText } from "../ui/text/index.tsx";

export function NotFound() {
  const text = useText();
  return (
    <Empty icon={<IconMapOff size={32} stroke={1.3} aria-hidden />} title={text("app.notFound")}>
      <p className="dim">{text("app.notFoundHint")}</p>
      <Button size="xs" variant="default" renderRoot={(props) => <Link to="/signals" {...props} />}>
        {text("app.toSignals")}
      </Button>
    </Empty>
  );
}

export function PageFailure({ error }: ErrorComponentProps) {
  const router = useRouter();
  return <FailureView error={error} onRetry={() => void router.invalidate()} />;
}
