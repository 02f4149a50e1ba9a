import { decodeReply, decodeServerReport } from "../../protocols/host/server-report.ts";
import type { CheckResult, Event } from "../core/events.ts";
import type { Cancel, Clock, Publication, Random } from "../core/ports.ts";
import type { Probe } from "../core/probe-port.ts";
import { judgeReport, type ReportThresholds } from "./server-report.ts";

export interface WatchedServer {
  readonly id: string;
  /** `tcp://…` or `http(s)://…` of a server that speaks no MQTT. */
  readonly probe: string | undefined;
  readonly thresholds: ReportThresholds;
  readonly pingTimeoutMs: number;
  readonly pingSlowMs: number;
  readonly probeTimeoutMs: number;
}

export interface ServerWatchParts {
  /** `cetak/1/<site>/server`. */
  readonly serversTopic: string;
  readonly replyTopic: string;
  readonly servers: readonly WatchedServer[];
  readonly clock: Clock;
  readonly random: Pick<Random, "id">;
  readonly probe: Probe;
  readonly publish: (publication: Publication) => void;
  readonly post: (event: Event) => void;
}

export interface ServerWatch {
  readonly subscriptions: readonly string[];
  /** Whether the message was one of a server's. */
  receive(topic: string, payload: Uint8Array): boolean;
  /** Asks a server for an answer; `done` is called once. */
  ping(server: string, done: (result: CheckResult) => void): void;
  probe(server: string, done: (result: CheckResult) => void): void;
}

/** Hears what servers say of themselves and asks them whether they answer. */
export function createServerWatch(parts: ServerWatchParts): ServerWatch {
  const { serversTopic, replyTopic, servers, clock, post } = parts;
  const asked = new Map<string, () => void>();
  const known = (id: string) => servers.find((server) => server.id === id);

  function hearAvailability(server: string, payload: Uint8Array): void {
    const availability = new TextDecoder().decode(payload);
    if (availability !== "online" && availability !== "offline") return;
    post({ kind: "server-availability", at: clock.wallMs(), server, availability });
  }

  function hearReport({ id: server, thresholds }: WatchedServer, payload: Uint8Array): void {
    const report = decodeServerReport(payload);
    if (report === undefined) return;
    const at = clock.wallMs();
    const sentAt = Date.parse(report.sent_at);
    const judged = judgeReport(report, thresholds, at);
    post({ kind: "server-reported", at, server, sentAt, ...judged });
  }

  return {
    subscriptions: [
      replyTopic,
      ...servers.flatMap(({ id }) => [
        `${serversTopic}/${id}/availability`,
        `${serversTopic}/${id}/health`,
      ]),
    ],
    receive(topic, payload) {
      if (topic === replyTopic) {
        asked.get(decodeReply(payload) ?? "")?.();
        return true;
      }
      const [, id = "", kind] =
        /^([^/]+)\/([^/]+)$/.exec(topic.slice(serversTopic.length + 1)) ?? [];
      const server = topic.startsWith(`${serversTopic}/`) ? known(id) : undefined;
      if (server === undefined) return false;
      if (kind === "availability") hearAvailability(id, payload);
      if (kind === "health") hearReport(server, payload);
      return true;
    },
    ping(server, done) {
      const settings = known(server);
      if (settings === undefined) return done({ kind: "not-made" });
      const id = parts.random.id();
      const sentMs = clock.monotonicMs();
      const request = { id, request: "ping", reply_to: replyTopic };
      const cancel = clock.timer(settings.pingTimeoutMs, () => answered(false));
      asked.set(id, () => answered(true));
      parts.publish({
        topic: `${serversTopic}/${server}/request`,
        payload: JSON.stringify(request),
        retain: false,
      });

      function answered(inTime: boolean): void {
        cancel();
        asked.delete(id);
        const latencyMs = clock.monotonicMs() - sentMs;
        done(inTime ? pinged(latencyMs, settings?.pingSlowMs ?? latencyMs) : UNANSWERED);
      }
    },
    probe(server, done): Cancel {
      const settings = known(server);
      if (settings?.probe === undefined) {
        done({ kind: "not-made" });
        return () => {};
      }
      return parts.probe.probe(settings.probe, settings.probeTimeoutMs, (result) => {
        done(
          result.ok
            ? { kind: "seen", present: [], checked: PROBED, latencyMs: result.latencyMs }
            : {
                kind: "seen",
                present: [{ condition: "probe-failed", raw: result.reason }],
                checked: PROBED,
              },
        );
      });
    },
  };
}

const PROBED = ["probe-failed"] as const;
const UNANSWERED: CheckResult = {
  kind: "seen",
  present: [{ condition: "ping-unanswered" }],
  checked: ["ping-unanswered"],
};

function pinged(latencyMs: number, slowMs: number): CheckResult {
  const present = latencyMs > slowMs ? [{ condition: "ping-slow" } as const] : [];
  return { kind: "seen", present, checked: ["ping-unanswered", "ping-slow"], latencyMs };
}
