import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeCommand } from "../../protocols/host/commands.ts";
import {
  hostStateSchema,
  printerStateSchema,
  serverStateSchema,
} from "../../protocols/host/state-documents.ts";
import { whySchema } from "../../protocols/host/why-document.ts";
import { ROUTES } from "../../src/io/control-routes.ts";
import {
  ANSWER,
  COMMAND_ANSWER,
  createSampleApi,
  JOB,
  NOTIFY_TEST,
  REPORT,
  ROW,
  SCHEDULE,
  STATUS,
  WHY,
} from "../cli/sample-control-api.ts";

// Goal: docs/api.md shows what the daemon really sends.
// Method: its examples are compared with typed samples, its headings with the table of routes.

const DOCS = readFileSync("docs/api.md", "utf8");

const MISSING = ["broker: not connected", "printers: none is connected"];

function example(name: string): unknown {
  const [, json = "null"] = new RegExp(`\`\`\`json ${name}\n(.*?)\`\`\``, "s").exec(DOCS) ?? [];
  return JSON.parse(json);
}

/** What a route answers when the path names a job or a printer that nobody knows. */
async function reply(
  method: string,
  path: string,
  missing: readonly string[] = [],
): Promise<unknown> {
  const route = ROUTES.find(
    (candidate) => candidate.method === method && candidate.path.test(path),
  );
  const api = createSampleApi({ missing: () => missing });
  const query = new URLSearchParams();
  return (await route?.answer({ api, id: "oku-1", query, body: new Uint8Array() }))?.body;
}

const ERROR = await reply("GET", "/api/1/jobs/oku-1");
const HEALTHZ = await reply("GET", "/healthz");
const READYZ = await reply("GET", "/readyz", MISSING);

describe("docs/api.md", () => {
  it.each([
    { name: "error", document: ERROR },
    { name: "healthz", document: HEALTHZ },
    { name: "readyz", document: READYZ },
    { name: "status", document: STATUS },
    { name: "schedule", document: SCHEDULE },
    { name: "jobs", document: { jobs: [ROW] } },
    { name: "job", document: JOB },
    { name: "why", document: WHY },
    { name: "report", document: REPORT },
    { name: "answer", document: ANSWER },
    { name: "command-answer", document: COMMAND_ANSWER },
    { name: "notify-test", document: NOTIFY_TEST },
  ])("shows the $name as it is sent", ({ name, document }) => {
    expect(example(name)).toEqual(document);
  });

  it("shows a command that is one", () => {
    const payload = new TextEncoder().encode(JSON.stringify(example("command")));
    expect(decodeCommand(payload)).toMatchObject({ ok: true, document: { cmd: "resolve" } });
  });

  it("shows a why that keeps its schema", () => {
    expect(whySchema.parse(example("why"))).toEqual(WHY);
  });

  it("shows flat documents that keep the contract", () => {
    const { state, printers, servers } = STATUS;
    expect(() => {
      hostStateSchema.parse(state);
      printerStateSchema.parse(printers["printer1"]);
      serverStateSchema.parse(servers["server1"]);
    }).not.toThrow();
  });

  it("has a section for every route and none for another", () => {
    const sections = [...DOCS.matchAll(/^## (GET|POST) (\S+)(.*)$/gm)];
    const routes = sections.map(([, method, path = "", note = ""]) => {
      const over = note === " (socket only)" ? "socket" : "both";
      return ROUTES.findIndex(
        (route) => route.method === method && route.over === over && route.path.test(path),
      );
    });
    expect(routes.sort((a, b) => a - b)).toEqual([...ROUTES.keys()]);
  });
});
