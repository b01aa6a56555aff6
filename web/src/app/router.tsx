/**
 * All addresses of the UI. Pages behind the shell need a session; each page's code is loaded when
 * it is first shown.
 */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { ENTITY_TYPES } from "#lib/protocol";
import { isSignedOut } from "../api/client.ts";
import { currentUserQuery } from "../api/session.ts";
import type { EntitiesSearch } from "../features/entities/list-page.tsx";
import type { JobSearch } from "../features/jobs/detail-page.tsx";
import type { JobsSearch } from "../features/jobs/list-page.tsx";
import { type LogsSearch, readLogsSearch } from "../features/logs/search.ts";
import type { PacksSearch } from "../features/packs/list-page.tsx";
import { type RulesSearch, readRulesSearch } from "../features/rules/list-search.ts";
import { SignInPage } from "../features/session/sign-in-page.tsx";
import { SignalListPage } from "../features/signals/list-page.tsx";
import { readSignalsSearch, type SignalsSearch } from "../features/signals/search.ts";
import type { TimesSearch } from "../features/signals/times-page.tsx";
import type { SuppressionsSearch } from "../features/suppressions/suppression-page.tsx";
import type { TableSearch } from "../features/tables/detail-page.tsx";
import type { TablesSearch } from "../features/tables/list-page.tsx";
import { readText, readTime } from "../ui/explorer/time-range.ts";
import { Loading } from "../ui/placeholder.tsx";
import { NotFound, PageFailure } from "./page-failure.tsx";
import { Shell } from "./shell.tsx";

type Context = { client: QueryClient };

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: PageFailure,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { next?: string } =>
    typeof raw["next"] === "string" ? { next: raw["next"] } : {},
  component: SignInPage,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(currentUserQuery);
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({
        to: "/sign-in",
        search: location.pathname === "/" ? {} : { next: location.href },
      });
    }
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/signals" });
  },
});

const signals = createRoute({
  getParentRoute: () => shell,
  path: "/signals",
  validateSearch: (raw: Record<string, unknown>): SignalsSearch => readSignalsSearch(raw),
  component: SignalListPage,
});

const signalTimes = createRoute({
  getParentRoute: () => shell,
  path: "/signals/times",
  validateSearch: (raw: Record<string, unknown>): TimesSearch => {
    const q = readText(raw["q"]);
    return { ...readTime(raw), ...(q !== undefined && { q }) };
  },
  component: lazyRouteComponent(
    () => import("../features/signals/times-page.tsx"),
    "SignalTimesPage",
  ),
});

const signal = createRoute({
  getParentRoute: () => shell,
  path: "/signals/$signalId",
  component: lazyRouteComponent(
    () => import("../features/signals/signal/signal-page.tsx"),
    "SignalPage",
  ),
});

const logs = createRoute({
  getParentRoute: () => shell,
  path: "/logs",
  validateSearch: (raw: Record<string, unknown>): LogsSearch => readLogsSearch(raw),
  component: lazyRouteComponent(() => import("../features/logs/log-page.tsx"), "LogPage"),
});

const entities = createRoute({
  getParentRoute: () => shell,
  path: "/entities",
  validateSearch: (raw: Record<string, unknown>): EntitiesSearch => {
    const q = readText(raw["q"]);
    const type = ENTITY_TYPES.find((each) => each === raw["type"]);
    const page = raw["page"];
    return {
      ...(q !== undefined && { q }),
      ...(type && { type }),
      ...(typeof page === "number" && Number.isInteger(page) && page > 1 && { page }),
    };
  },
  component: lazyRouteComponent(
    () => import("../features/entities/list-page.tsx"),
    "EntityListPage",
  ),
});

const entity = createRoute({
  getParentRoute: () => shell,
  path: "/entities/$entityId",
  component: lazyRouteComponent(
    () => import("../features/entities/detail-page.tsx"),
    "EntityDetailPage",
  ),
});

const agents = createRoute({
  getParentRoute: () => shell,
  path: "/agents",
  component: lazyRouteComponent(() => import("../features/agents/list-page.tsx"), "AgentListPage"),
});

const agent = createRoute({
  getParentRoute: () => shell,
  path: "/agents/$agentId",
  component: lazyRouteComponent(
    () => import("../features/agents/detail-page.tsx"),
    "AgentDetailPage",
  ),
});

const rules = createRoute({
  getParentRoute: () => shell,
  path: "/rules",
  validateSearch: (raw: Record<string, unknown>): RulesSearch => {
    return readRulesSearch(raw);
  },
  component: lazyRouteComponent(() => import("../features/rules/list-page.tsx"), "RuleListPage"),
});

const packs = createRoute({
  getParentRoute: () => shell,
  path: "/packs",
  validateSearch: (raw: Record<string, unknown>): PacksSearch => {
    const open = readText(raw["open"]);
    return open === undefined ? {} : { open };
  },
  component: lazyRouteComponent(() => import("../features/packs/list-page.tsx"), "PackListPage"),
});

const newRule = createRoute({
  getParentRoute: () => shell,
  path: "/rules/new",
  validateSearch: (raw: Record<string, unknown>): { from?: string } => {
    const from = readText(raw["from"]);
    return from === undefined ? {} : { from };
  },
  component: lazyRouteComponent(
    () => import("../features/rules/editor/editor-page.tsx"),
    "NewRulePage",
  ),
});

const editRule = createRoute({
  getParentRoute: () => shell,
  path: "/rules/$ruleId/edit",
  component: lazyRouteComponent(
    () => import("../features/rules/editor/editor-page.tsx"),
    "EditRulePage",
  ),
});

const rule = createRoute({
  getParentRoute: () => shell,
  path: "/rules/$ruleId",
  component: lazyRouteComponent(
    () => import("../features/rules/detail-page.tsx"),
    "RuleDetailPage",
  ),
});

const jobs = createRoute({
  getParentRoute: () => shell,
  path: "/jobs",
  validateSearch: (raw: Record<string, unknown>): JobsSearch => {
    const start = readText(raw["start"]);
    return start === undefined ? {} : { start };
  },
  component: lazyRouteComponent(() => import("../features/jobs/list-page.tsx"), "JobListPage"),
});

const job = createRoute({
  getParentRoute: () => shell,
  path: "/jobs/$jobId",
  validateSearch: (raw: Record<string, unknown>): JobSearch => {
    const result = readText(raw["result"]);
    return result === undefined ? {} : { result };
  },
  component: lazyRouteComponent(() => import("../features/jobs/detail-page.tsx"), "JobDetailPage"),
});

const tables = createRoute({
  getParentRoute: () => shell,
  path: "/tables",
  validateSearch: (raw: Record<string, unknown>): TablesSearch =>
    raw["new"] === true ? { new: true } : {},
  component: lazyRouteComponent(() => import("../features/tables/list-page.tsx"), "TableListPage"),
});

const table = createRoute({
  getParentRoute: () => shell,
  path: "/tables/$tableId",
  validateSearch: (raw: Record<string, unknown>): TableSearch => {
    const search: TableSearch = {};
    const q = readText(raw["q"]);
    const row = readText(raw["row"]);
    if (q !== undefined) search.q = q;
    if (row !== undefined) search.row = row;
    if (raw["panel"] === "new" || raw["panel"] === "file") search.panel = raw["panel"];
    return search;
  },
  component: lazyRouteComponent(
    () => import("../features/tables/detail-page.tsx"),
    "TableDetailPage",
  ),
});

const suppressions = createRoute({
  getParentRoute: () => shell,
  path: "/suppressions",
  validateSearch: (raw: Record<string, unknown>): SuppressionsSearch => {
    const search: SuppressionsSearch = {};
    for (const name of ["open", "rules", "query", "name", "signal", "key"] as const) {
      const text = readText(raw[name]);
      if (text !== undefined) search[name] = text;
    }
    return search;
  },
  component: lazyRouteComponent(
    () => import("../features/suppressions/suppression-page.tsx"),
    "SuppressionPage",
  ),
});

const workbench = createRoute({
  getParentRoute: () => shell,
  path: "/workbench",
  component: lazyRouteComponent(
    () => import("../features/workbench/workbench-page.tsx"),
    "WorkbenchPage",
  ),
});

const tree = root.addChildren([
  signIn,
  shell.addChildren([
    home,
    signals,
    signalTimes,
    signal,
    logs,
    entities,
    entity,
    agents,
    agent,
    rules,
    newRule,
    editRule,
    rule,
    jobs,
    job,
    tables,
    table,
    packs,
    suppressions,
    workbench,
  ]),
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPendingComponent: Loading,
    defaultErrorComponent: PageFailure,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
