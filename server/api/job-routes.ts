/** Runs of rules over the past, in the shapes that other clients of this API family send. */
import Type from "typebox";
import {
  JOB_SIGNALS_PATH,
  JOBS_PATH,
  JobAnswer,
  JobCreate,
  JobCreated,
  JobList,
  JobListQuery,
  JobResultsConvert,
  SignalAnswer,
  SignalListQuery,
  SignalPage,
  SignalSearch,
} from "#lib/protocol";
import type { Access } from "#server/access";
import type { Jobs } from "#server/jobs";
import { type App, personOf } from "./route.ts";
import { nextLink, searchOf, searchPage } from "./signal-page.ts";

const tags = ["historical jobs"];
const read = { access: "security_monitoring_rules_read" } as const;
const write = { access: "security_monitoring_rules_write" } as const;
const signalsRead = { access: "security_monitoring_signals_read" } as const;
const signalsWrite = { access: "security_monitoring_signals_write" } as const;
const BODY_BYTES_MAX = 2 * 1024 * 1024;
const id = Type.String({ minLength: 1, maxLength: 128 });
const JobParams = Type.Object({ job_id: id });

export function jobRoutes(app: App, access: Access, jobs: Jobs): void {
  readRoutes(app, jobs);
  startRoute(app, access, jobs);
  endRoutes(app, access, jobs);
  resultRoutes(app, jobs);
  convertRoute(app, access, jobs);
}

function readRoutes(app: App, jobs: Jobs): void {
  app.route({
    method: "GET",
    url: JOBS_PATH,
    config: read,
    schema: {
      summary: "List runs of rules over the past, newest first",
      tags,
      querystring: JobListQuery,
      response: { 200: JobList },
    },
    async handler(request) {
      const { jobs: data, total } = await jobs.list(request.query);
      return { data, meta: { totalCount: total } };
    },
  });
  app.route({
    method: "GET",
    url: `${JOBS_PATH}/:job_id`,
    config: read,
    schema: {
      summary: "One run, with how far it is",
      tags,
      params: JobParams,
      response: { 200: JobAnswer },
    },
    handler: async (request) => ({ data: await jobs.get(request.params.job_id) }),
  });
}

function startRoute(app: App, access: Access, jobs: Jobs): void {
  app.route({
    method: "POST",
    url: JOBS_PATH,
    config: write,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Run a rule, saved or given, over stored events",
      description: "Looks at 90 days at most. It runs beside the stream and gives way to it.",
      tags,
      body: JobCreate,
      response: { 201: JobCreated },
    },
    async handler(request, reply) {
      const person = personOf(request);
      const { attributes } = request.body.data;
      const made = await jobs.start(person, attributes);
      const rule = attributes.fromRule?.id ?? attributes.jobDefinition?.["name"];
      await access.record(person, "job.start", `job:${made}`, { rule });
      return reply.code(201).send({ data: { id: made, type: "historicalDetectionsJob" as const } });
    },
  });
}

function endRoutes(app: App, access: Access, jobs: Jobs): void {
  app.route({
    method: "PATCH",
    url: `${JOBS_PATH}/:job_id/cancel`,
    config: write,
    schema: {
      summary: "End a run that is not over; one that is answers 409",
      tags,
      params: JobParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await jobs.cancel(request.params.job_id);
      await access.record(personOf(request), "job.cancel", `job:${request.params.job_id}`);
      return reply.code(204).send(null);
    },
  });
  app.route({
    method: "DELETE",
    url: `${JOBS_PATH}/:job_id`,
    config: write,
    schema: {
      summary: "Delete a run that is over, with what it found",
      tags,
      params: JobParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await jobs.remove(request.params.job_id);
      await access.record(personOf(request), "job.delete", `job:${request.params.job_id}`);
      return reply.code(204).send(null);
    },
  });
}

function resultRoutes(app: App, jobs: Jobs): void {
  const summary = "Signals that runs over the past found";
  const finder = (jobId?: string) => (input: Parameters<Jobs["results"]>[1]) =>
    jobs.results(jobId, input);
  app.route({
    method: "GET",
    url: JOB_SIGNALS_PATH,
    config: signalsRead,
    schema: { summary, tags, querystring: SignalListQuery, response: { 200: SignalPage } },
    async handler(request) {
      const page = await searchPage(finder(), searchOf(request.query), "API_QUERY_INVALID");
      const next = nextLink(request.url, page);
      return next === undefined ? page : { ...page, links: { next } };
    },
  });
  app.route({
    method: "POST",
    url: `${JOB_SIGNALS_PATH}/search`,
    config: signalsRead,
    schema: { summary, tags, body: SignalSearch, response: { 200: SignalPage } },
    handler: (request) => searchPage(finder(), request.body, "API_BODY_INVALID"),
  });
  app.route({
    method: "GET",
    url: `${JOB_SIGNALS_PATH}/:histsignal_id`,
    config: signalsRead,
    schema: {
      summary: "One signal that a run found, with its samples",
      tags,
      params: Type.Object({ histsignal_id: id }),
      response: { 200: SignalAnswer },
    },
    handler: async (request) => ({ data: await jobs.result(request.params.histsignal_id) }),
  });
  app.route({
    method: "GET",
    url: `${JOBS_PATH}/:job_id/histsignals`,
    config: signalsRead,
    schema: {
      summary: "Signals that one run found",
      tags,
      params: JobParams,
      querystring: SignalListQuery,
      response: { 200: SignalPage },
    },
    async handler(request) {
      const find = finder(request.params.job_id);
      const page = await searchPage(find, searchOf(request.query), "API_QUERY_INVALID");
      const next = nextLink(request.url, page);
      return next === undefined ? page : { ...page, links: { next } };
    },
  });
}

function convertRoute(app: App, access: Access, jobs: Jobs): void {
  app.route({
    method: "POST",
    url: `${JOBS_PATH}/signal_convert`,
    config: signalsWrite,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Make signals of what runs found; asking twice makes one",
      tags,
      body: JobResultsConvert,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      const person = personOf(request);
      const { jobResultIds, signalSeverity, signalMessage, notifications } =
        request.body.data.attributes;
      await jobs.convert(person, {
        ...{ ids: jobResultIds, severity: signalSeverity, message: signalMessage, notifications },
      });
      const detail = { ids: jobResultIds, severity: signalSeverity };
      await access.record(person, "job.convert", "job_results", detail);
      return reply.code(204).send(null);
    },
  });
}
