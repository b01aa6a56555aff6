/**
 * The agent put together: sensor → context → ruleset → output. What each does is in its own module;
 * here is only who hands what to whom, and in which order things open and close.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { arch, release } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { detectCloud, readCloudTags } from "#agent/cloud";
import { Context } from "#agent/context";
import { type Dumper, openDumper } from "#agent/dump";
import { type LogShipper, startLogShipper } from "#agent/logs";
import {
  createLossWatch,
  createMatchQueue,
  createRedactor,
  createServerLink,
  denyDisarmReport,
  disarmReport,
  encodeOrigin,
  encodeReport,
  type Heartbeat,
  type HostFacts,
  heartbeatReports,
  type Identity,
  type LossWatch,
  type MatchQueue,
  networkFilterReport,
  openIdentity,
  openToldExecs,
  type Redactor,
  rulesetReports,
  type Sender,
  type ServerLink,
  Spool,
  type StatusReporter,
  startHeartbeat,
  startSender,
  startStatusReporter,
  type ToldExecs,
  type ToldKey,
  toldText,
} from "#agent/output";
import {
  answerOf,
  createDenier,
  createDropper,
  createProtector,
  createRespond,
  type Denier,
  type Dropper,
  type Protector,
} from "#agent/protect";
import { type Match, Ruleset, readRuleFiles } from "#agent/ruleset";
import {
  connectSensor,
  createRecordNumbers,
  eventsTraced,
  isTraceTier,
  type Preface,
  type RecordNumbers,
  readCapture,
  type SensorConnection,
  type StreamHandler,
  whyNotDenied,
  whyNotDropped,
} from "#agent/sensor";
import { type EventView, LAYOUT, VIEWS } from "#lib/event";
import type { AgentStatus } from "#lib/protocol";
import { type Acknowledger, startAcknowledging } from "./acknowledge.ts";
import { readCosts } from "./costs.ts";
import { type AgentCounters, createAllCounters } from "./counters.ts";
import { degradedReport, filterOf } from "./degradation.ts";
import { readPolicyHost } from "./host-facts.ts";
import type { Settings } from "./settings.ts";
import { gatherStatus } from "./status.ts";
import { createWatchdog, READ_MS, type Watchdog } from "./watchdog.ts";

/** Stopping waits this long for a request under way; its matches are in the spool anyway. */
const STOP_MS_MAX = 3000;
/** A replay gives up when the server takes nothing for this long. */
const REPLAY_STALL_MS_MAX = 60_000;
const STALL_POLL_MS = 200;
/** How often changes of the sensor's state are told. */
const WATCH_MS = 1000;
/** Records that broke our own code are logged one by one up to here, and counted always. */
const FAILURES_LOGGED_MAX = 20;
const PINO_LEVELS = { debug: "debug", info: "info", warning: "warn", error: "error" } as const;
const NS_PER_MS = 1e6;
const BOOT_ID = /^[0-9a-f-]{16,36}$/;

function ownBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

function randomId(): string {
  return randomBytes(16).toString("hex");
}

export class Agent {
  readonly settings: Settings;
  readonly counters: AgentCounters;
  readonly startedAt = new Date();
  host: HostFacts & { hostname: string; kernel: string; arch: string };
  readonly identity: Identity;
  readonly spool: Spool;
  readonly context: Context;
  readonly queue: MatchQueue;
  readonly protector: Protector;
  readonly denier: Denier;
  readonly dropper: Dropper;
  readonly watchdog: Watchdog;
  readonly dumper: Dumper;
  readonly #loss: LossWatch;
  readonly #told: ToldExecs;
  readonly #answer = new VIEWS.action();
  readonly #denial = new VIEWS.denial();
  readonly #numbers = createRecordNumbers();
  #verdict: ReturnType<RecordNumbers["next"]> = "judge";
  #acknowledger: Acknowledger | undefined;
  isStopping = false;
  ruleset: Ruleset;
  preface: Preface | undefined;
  sensor: SensorConnection | undefined;
  bootId = ownBootId();
  readonly #logger: Logger;
  readonly #link: ServerLink | undefined;
  readonly #sender: Sender | undefined;
  #reporter: StatusReporter | undefined;
  #heartbeat: Heartbeat | undefined;
  #watch: NodeJS.Timeout | undefined;
  #readings: NodeJS.Timeout | undefined;
  #shipper: LogShipper | undefined;
  #stopping: Promise<void> | undefined;

  private constructor(
    settings: Settings,
    logger: Logger,
    version: string,
    identity: Identity,
    spool: Spool,
    counters: AgentCounters,
  ) {
    this.settings = settings;
    this.#logger = logger;
    this.identity = identity;
    this.spool = spool;
    this.counters = counters;
    const { hostname, tags } = settings;
    this.host = { hostname, tags, version, kernel: release(), arch: arch() };
    const originOf = () => {
      if (settings.source.kind === "replay") return "replay";
      return isTraceTier(this.preface?.hooks ?? []) ? "ebpfless" : "ebpf";
    };
    this.context = new Context({
      hostname: () => this.host.hostname,
      clock: Date.now,
      counters: this.counters.context,
      root: "/",
      reached: (what, value) => logger.info({ [what]: value }, "sensor"),
      get origin() {
        return originOf();
      },
    });
    const { containers } = this.context;
    const { matches, redaction } = this.counters;
    const redactor = createRedactor(redaction, settings.secretWords);
    this.queue = createMatchQueue(this.spool, containers, () => this.host, redactor, matches);
    this.protector = this.#openProtector();
    this.denier = this.#openDenier();
    this.dropper = this.#openDropper();
    this.watchdog = createWatchdog(settings.budgets, this.counters.watchdog);
    this.dumper = this.#openDumper(redactor);
    this.#loss = createLossWatch(counters.spool, spool, Date.now);
    this.#told = openToldExecs(settings.data);
    this.ruleset = this.#loadRules();
    this.#link = this.#openLink();
    this.#sender = this.#link && this.#startSender(this.#link);
  }

  /** Opens the data directory and the spool, compiles the rules, and starts sending. */
  static async open(settings: Settings, logger: Logger, version: string): Promise<Agent> {
    const identity = openIdentity(settings.data, randomId);
    const counters = createAllCounters();
    const spool = await Spool.open({
      dir: join(settings.data, "spool"),
      counters: counters.spool,
      clock: Date.now,
      createId: randomId,
      bytesMax: settings.spoolBytesMax,
      changed: (fault) => {
        if (fault === "") logger.info("the spool takes matches again");
        else logger.error({ fault }, "the spool takes no matches; they wait in memory");
      },
    });
    if (settings.source.kind === "sensor") spool.release(0); /* startAcknowledging says more */
    return new Agent(settings, logger, version, identity, spool, counters);
  }

  /** What the stream calls for each record. Our own mistakes end one record, never the agent. */
  readonly handler: StreamHandler = {
    preface: (preface) => this.#begin(preface),
    next: (type) => {
      this.#verdict = this.isStopping ? "skip" : this.#numbers.next(type);
    },
    record: (name, chunk, base) => {
      if (this.#verdict === "skip") return;
      try {
        if (name === "action") {
          this.#answer.point(chunk, base);
          const answer = answerOf(this.#answer);
          this.protector.answered(answer);
          this.dropper.answered(answer);
          return;
        }
        if (name === "denial") {
          this.#denial.point(chunk, base);
          this.denier.count(this.#denial);
          return;
        }
        const event = this.context.take(name, chunk, base);
        if (event && this.#verdict === "judge") this.ruleset.evaluate(event);
        if (event && name === "exit") this.#ended(event);
      } catch (error) {
        const failures = this.counters.agent.records_failed;
        failures.add();
        if (failures.value <= FAILURES_LOGGED_MAX)
          this.#logger.error({ err: error, record: name }, "bug: a record could not be handled");
      }
    },
  };

  #ended(exit: EventView): void {
    this.#told.forget(exit);
    const at = exit.resolvers.eventTimestamp(exit) / NS_PER_MS;
    this.protector.exited(exit["header.pid"], exit["header.start"], at);
  }

  /** Connects to the sensor; resolves when it is there or known not to be. */
  async connect(socket: string): Promise<SensorConnection> {
    const sensor = connectSensor({
      path: socket,
      handler: this.handler,
      counters: this.counters.stream,
      random: Math.random,
      changed: (state, reason) => this.#logger.info({ state, reason }, "sensor"),
    });
    this.sensor = sensor;
    this.#applyRules(sensor);
    this.#acknowledger = startAcknowledging(sensor, this.#numbers, this.spool, this.context);
    await sensor.settled;
    return sensor;
  }

  /** Tells of its rules, now and from time to time, and of itself to the server. */
  startReports(): void {
    this.#reportRules();
    this.#heartbeat = startHeartbeat(() => {
      for (const report of heartbeatReports(this.ruleset.report())) this.#keepReport(report);
    });
    this.#watch = setInterval(() => this.#reportSensor(), WATCH_MS).unref();
    this.#readings = setInterval(() => this.#weigh(), READ_MS).unref();
    this.#startStatus();
    this.#startLogs();
    void this.learnCloud();
  }

  /**
   * Tags the host as its cloud says. A metadata service is asked only where the firmware says that
   * there is one; `root` and `url` are others in tests.
   */
  async learnCloud(root = "/", url?: string): Promise<void> {
    const cloud = detectCloud(root);
    if (!cloud) return;
    const tags = await readCloudTags(cloud, url);
    this.host = { ...this.host, tags: [...new Set([...this.host.tags, ...tags])] };
    this.#logger.info({ tags }, "the cloud's tags of this host");
  }

  #startLogs(): void {
    const { logFiles, journal, data } = this.settings;
    const link = this.#link;
    if (!link || (logFiles.length === 0 && !journal)) return;
    this.#shipper = startLogShipper({
      statePath: join(data, "logs/state.json"),
      sources: logFiles,
      journal: journal ? "journalctl" : undefined,
      host: () => this.host,
      post: link.post,
      createId: randomId,
      clock: Date.now,
      counters: this.counters.logs,
      changed: (fault) => {
        if (fault === "") this.#logger.info("logs arrive again");
        else this.#logger.warn({ fault }, "logs do not arrive; they wait");
      },
    });
  }

  /** Compares what agent and sensor cost with what they may. */
  #weigh(): void {
    const isLive = this.sensor?.state === "running";
    const change = this.watchdog.observe(readCosts(isLive ? this.preface?.pid : undefined));
    if (!change) return;
    const { leftOut } = this.watchdog;
    this.context.fileFacts = !leftOut.includes("file_facts");
    if (this.sensor) this.#applyRules(this.sensor);
    const report = degradedReport(change);
    this.#logger.warn(report.body, report.title);
    this.#keepReport(report);
  }

  #reportSensor(): void {
    const isLive = this.sensor?.state === "running";
    for (const { name, title, body } of this.context.sensorWatch.changes(isLive)) {
      this.#logger.warn(body, title);
      this.#keepReport({ ruleId: name, title, body });
    }
    const loss = this.#loss.change();
    if (!loss) return;
    this.#logger.warn(loss.body, loss.title);
    this.#keepReport(loss);
  }

  #startStatus(): void {
    if (!this.#link) return;
    this.#reporter = startStatusReporter(this.#link, () => this.status(), this.counters.status);
  }

  /** Reads the rules again and puts them in force. */
  reload(): void {
    this.protector.loaded();
    this.dropper.loaded();
    this.ruleset = this.#loadRules();
    if (this.sensor) this.#applyRules(this.sensor);
    if (!this.#heartbeat) return;
    this.#reportRules();
    this.#heartbeat.restart();
  }

  #applyRules(sensor: SensorConnection): void {
    const filter = filterOf(this.ruleset, this.watchdog.leftOut);
    sensor.apply(filter, this.ruleset.denials.denials);
  }

  #reportRules(): void {
    for (const report of rulesetReports(this.ruleset.report())) this.#keepReport(report);
  }

  #keepReport(report: Parameters<typeof encodeReport>[0]): void {
    void this.spool.append(encodeReport(report, this.host, Date.now));
  }

  status(): AgentStatus {
    return gatherStatus(this);
  }

  /**
   * Reads a capture to its end and waits until the server has its matches. Rejects when the server
   * stalls.
   */
  async replay(capture: string): Promise<Record<string, unknown>> {
    const { stream, context, ruleset, matches, sender } = this.counters;
    const { isWhole } = await readCapture(capture, this.handler, stream, () => this.#keepUp());
    await this.queue.settled();
    if (this.#sender) await this.#drain(this.#sender);
    this.#startStatus();
    await this.#reporter?.report();
    return {
      replayed: true,
      capture,
      whole: isWhole,
      records: stream.stream_records.value,
      events: ruleset.evaluations.value,
      matches: matches.matches.value,
      rate_limited: ruleset.matches_rate_limited.value,
      sent: sender.matches_sent.value,
      malformed: stream.records_malformed.value,
      unknown: stream.records_unknown.value,
      lost: context.records_lost.value,
    };
  }

  /** Makes what has matched durable and lets go of everything. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Records that come from now on are for the next agent; those before are acknowledged. */
  async #stop(): Promise<void> {
    this.isStopping = true;
    await this.queue.settled();
    this.#acknowledger?.now();
    this.#acknowledger?.stop();
    this.sensor?.close();
    this.#reporter?.stop();
    const last = this.#reporter?.last() ?? Promise.resolve();
    this.#heartbeat?.stop();
    clearInterval(this.#watch);
    clearInterval(this.#readings);
    await Promise.race([last, sleep(STOP_MS_MAX, undefined, { ref: false })]);
    await Promise.race([this.#sender?.stop(), sleep(STOP_MS_MAX, undefined, { ref: false })]);
    if (this.#shipper)
      await Promise.race([this.#shipper.stop(), sleep(STOP_MS_MAX, undefined, { ref: false })]);
    await this.#told.written();
    await this.spool.close();
    this.identity.release();
  }

  #begin(preface: Preface): void {
    this.preface = preface;
    this.dropper.begun();
    this.counters.agent.records_not_resumed.add(this.#numbers.begin(preface.resume));
    if (preface.layout.hash !== LAYOUT.hash)
      this.#logger.warn("the sensor is of another version; its records are read by name");
    this.bootId = BOOT_ID.test(preface.bootId) ? preface.bootId : ownBootId();
    this.host.kernel = preface.kernel || this.host.kernel;
    this.host.arch = preface.arch || this.host.arch;
    const { source, isHostnameGiven } = this.settings;
    if (source.kind === "replay" && !isHostnameGiven)
      this.host.hostname = preface.hostname || this.host.hostname;
    this.context.begin(preface.bootId, preface.bootTimeNs);
    this.#told.begin(this.bootId);
    if (this.ruleset.limitTo(eventsTraced(preface.hooks)) && this.#heartbeat) this.#reportRules();
  }

  #openProtector(): Protector {
    return createProtector({
      send: (members) => this.sensor?.kill(members) ?? false,
      enforcement: () => this.#enforcement(),
      clock: Date.now,
      counters: this.counters.protect,
      changed: (rule, state, by) => {
        this.#logger.warn({ rule, state, by }, "kills of a rule");
        this.#keepReport(disarmReport(rule, state, by));
      },
    });
  }

  #openDenier(): Denier {
    return createDenier({
      enforcement: () => this.#enforcement(),
      whyNot: (event) => whyNotDenied(event, this.preface?.hooks ?? []),
      counters: this.counters.deny,
      disarmed: (rule) => {
        this.#logger.warn({ rule }, "the rule denies no more");
        this.#keepReport(denyDisarmReport(rule));
      },
    });
  }

  #openDropper(): Dropper {
    return createDropper({
      send: (members) => this.sensor?.networkFilter(members) ?? false,
      whyNot: () => whyNotDropped(this.preface?.hooks ?? []),
      enforcement: () => this.#enforcement(),
      clock: Date.now,
      counters: this.counters.drop,
      ended: (drop) => {
        this.#logger.info(drop, "a network filter has ended");
        this.#keepReport(networkFilterReport(drop));
      },
    });
  }

  #openDumper(redactor: Redactor): Dumper {
    return openDumper({
      dir: join(this.settings.data, "dumps"),
      clock: Date.now,
      counters: this.counters.dump,
      redact: redactor.value,
      about: () => ({ host: this.host, processes: this.context.processes.size }),
      written: (dump) => {
        const title = `${dump["rule"]} had process ${dump["pid"]} dumped`;
        this.#logger.info(dump, title);
        this.#keepReport({ ruleId: "internal_core_dump", title, body: { dump } });
      },
    });
  }

  /** A replay's sensor is long gone: nothing is asked of it. */
  #enforcement() {
    return this.sensor ? (this.preface?.enforcement ?? "off") : "off";
  }

  /** Before there is a sensor nothing is said. */
  #whyNotDenied(event: string): string | undefined {
    if (this.preface === undefined) return undefined;
    return whyNotDenied(event, this.preface.hooks);
  }

  #loadRules(): Ruleset {
    const { processes } = this.context;
    const ruleset = Ruleset.load({
      files: readRuleFiles(this.settings.content, this.settings.policies),
      contentVersion: this.host.version,
      host: readPolicyHost(this.host.hostname, this.host.kernel),
      owners: {
        processOf: (pid) => processes.current(pid),
        isPopulated: (field, id) => processes.isPopulated(field, id),
        createUuid: randomUUID,
      },
      counters: this.counters.ruleset,
      log: (level, rule, message) => this.#logger[PINO_LEVELS[level]]({ rule }, message),
      respond: createRespond(this.protector, this.denier, this.dropper, (ruleId, action, view) =>
        this.dumper.dump({ ruleId, action, view }),
      ),
      onMatch: (match, view) => this.#matched(match, view),
    });
    ruleset.limitTo(eventsTraced(this.preface?.hooks ?? []));
    ruleset.limitDenials((event) => this.#whyNotDenied(event));
    this.denier.loaded(ruleset.denials.ruleIds);
    const states = ruleset.states();
    for (const { id, message, status } of states) {
      if (status === "error") this.#logger.error({ rule: id }, message);
      else if (status === "loaded" && message !== "") this.#logger.warn({ rule: id }, message);
    }
    const loaded = states.filter(({ status }) => status === "loaded").length;
    this.#logger.info({ loaded, of: states.length }, "rules");
    return ruleset;
  }

  #matched(match: Match, view: EventView): void {
    const key = this.#told.keyOf(match.ruleId, match.expression, view);
    const told = key && `${this.bootId} ${toldText(key)}`;
    const { series, number } = this.#numbers;
    const isNumbered = series !== undefined && number !== undefined;
    const record = isNumbered ? { series, number, ruleId: match.ruleId } : undefined;
    const origin = encodeOrigin(record, told);
    if (origin && this.#isKept(origin, record !== undefined, key, view)) {
      this.counters.agent.matches_kept_before.add();
      this.#told.claim(key)(true); /* the origins that say so are let go of */
      return;
    }
    const claimed = this.#told.claim(key);
    const release = this.#numbers.hold();
    void this.queue.add(match, view, origin).then((isKept) => {
      claimed(isKept);
      release();
    });
  }

  /** Whether an earlier agent kept the match, or this one when it was shown the program. */
  #isKept(origin: Buffer, isNumbered: boolean, key: ToldKey, view: EventView): boolean {
    const { origins } = this.spool;
    if (isNumbered && origins.hasMatch(origin)) return true;
    const isShown = view["event.source"] === "replay" || view["header.ts"] < this.context.readyAt;
    return key !== undefined && isShown && (this.#told.has(key) || origins.hasTold(origin));
  }

  #openLink(): ServerLink | undefined {
    const { server } = this.settings;
    if (!server) return undefined;
    const { identity, host } = this;
    const { version, hostname } = host;
    return createServerLink({ ...server, identity, hostname, version, fetch });
  }

  #startSender(link: ServerLink): Sender {
    return startSender({
      spool: this.spool,
      link,
      agent: this.identity.id,
      boot: () => this.bootId,
      counters: this.counters.sender,
      random: Math.random,
      changed: (fault) => {
        if (fault === "") this.#logger.info("the server takes matches again");
        else this.#logger.warn({ fault }, "the server does not take matches");
      },
    });
  }

  /**
   * Between two reads of a capture: the spool must not overflow because a file reads faster than a
   * wire sends.
   */
  async #keepUp(): Promise<void> {
    await this.queue.settled();
    if (this.#sender && this.spool.bytes * 2 > this.spool.bytesMax) await this.#drain(this.#sender);
  }

  async #drain(sender: Sender): Promise<void> {
    const drained = sender.drained().then(() => true);
    let acked = this.spool.acked;
    let stalled = 0;
    while (!(await Promise.race([drained, sleep(STALL_POLL_MS, false)]))) {
      stalled = this.spool.acked === acked ? stalled + STALL_POLL_MS : 0;
      acked = this.spool.acked;
      if (stalled > REPLAY_STALL_MS_MAX)
        throw new Error(`the server takes no matches: ${sender.fault}`);
    }
  }
}
