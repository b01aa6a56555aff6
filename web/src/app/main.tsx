/** Starts the UI: texts, theme, router. Holds no logic. */
import "@fontsource-variable/inter/wght.css";
import "./mantine.css";
import "@mantine/notifications/styles.layer.css";
import "./base.css";
import "../ui/ui.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { assert } from "#lib/base";
import { startText, TextProvider } from "../ui/text/index.tsx";
import { createClient } from "./query-client.ts";
import { createAppRouter } from "./router.tsx";
import { cssVariables, theme } from "./theme.ts";

startText();
const client = createClient(() => void router.invalidate());
const router = createAppRouter(client);

const root = document.getElementById("root");
assert(root, "index.html has the root element");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" limit={4} />
        <TextProvider>
          <RouterProvider router={router} />
        </TextProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
