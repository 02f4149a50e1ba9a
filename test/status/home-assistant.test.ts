import { describe, expect, it } from "vitest";
import type { LANGUAGES } from "../../protocols/fault-texts.ts";
import { statusDocuments } from "../../src/status/documents.ts";
import {
  homeAssistantBirthTopic,
  homeAssistantDocuments,
  homeAssistantTopic,
} from "../../src/status/home-assistant.ts";
import {
  BASE,
  contextAt,
  NOW,
  samplePrinter,
  sampleState,
  unknownPrinter,
} from "./sample-state.ts";

// Goal: Home Assistant finds all devices with no hand work. Method: its rules for a discovery
// message, checked on every message, and every template against the documents really sent.
interface Component {
  readonly p: string;
  readonly unique_id: string;
  readonly name: string;
  readonly value_template: string;
  readonly device_class?: string;
  readonly options?: readonly string[];
}

interface Discovery {
  readonly dev: { readonly ids: readonly string[]; readonly name: string; readonly sn?: string };
  readonly o: { readonly name: string };
  readonly cmps: Readonly<Record<string, Component>>;
  readonly state_topic: string;
  readonly availability: readonly { readonly topic: string }[];
}

const place = { prefix: "homeassistant", site: "oku", host: "host1", base: BASE };
const state = sampleState();

function discovered(from = state, language: (typeof LANGUAGES)[number] = "id") {
  const documents = homeAssistantDocuments(from, place, contextAt(NOW, language));
  return documents as ReadonlyMap<string, unknown> as ReadonlyMap<string, Discovery>;
}

const messages = [...discovered()].map(([topic, message]) => ({ topic, message }));
const components = messages.flatMap(({ message }) => Object.values(message.cmps));

describe("discovery", () => {
  it("announces host, printers and servers, one message each", () => {
    expect(messages.map(({ topic }) => topic)).toEqual([
      "homeassistant/device/cetakd_oku_host1/config",
      "homeassistant/device/cetakd_oku_host1_printer1/config",
      "homeassistant/device/cetakd_oku_host1_server1/config",
    ]);
    expect(homeAssistantTopic(place, "printer1")).toBe(messages[1]?.topic);
    expect(homeAssistantTopic(place, "host")).toBe(messages[0]?.topic);
  });

  it.each(messages)("has what Home Assistant requires: $topic", ({ message }) => {
    expect(message.dev.ids).toEqual([expect.stringMatching(/^[a-zA-Z0-9_-]+$/)]);
    expect(message.o.name).toBe("cetakd");
    expect(message.availability).toEqual([{ topic: `${BASE}/availability` }]);
    expect(Object.keys(message.cmps).length).toBeGreaterThan(3);
  });

  it.each(messages)("shows a document that is sent, by keys that it has: $topic", ({ message }) => {
    const document = statusDocuments(state, BASE, contextAt()).get(message.state_topic);
    for (const { value_template } of Object.values(message.cmps)) {
      const keys = [...value_template.matchAll(/value_json\.(\w+)/g)].map(([, key]) => key);
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) expect(document).toHaveProperty(key ?? "");
    }
  });

  it("gives every entity an id of its own", () => {
    const ids = components.map(({ unique_id }) => unique_id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^cetakd_oku_host1(_(printer|server)1)?_[a-z_]+$/);
  });

  it("has words only for sensors of words, and never its own word unknown", () => {
    for (const { p, device_class, options } of components) {
      expect(["sensor", "binary_sensor"]).toContain(p);
      expect(options !== undefined).toBe(device_class === "enum");
      expect(options ?? []).not.toContain("unknown");
    }
  });

  it("names no button that could make a card", () => {
    expect(JSON.stringify(messages)).not.toMatch(/command_topic|button/);
  });

  it("tells the make of a printer once it is known", () => {
    const about = (printer: ReturnType<typeof samplePrinter>) =>
      [...discovered(sampleState({ printers: [printer] })).values()][1]?.dev.sn;
    expect(about(unknownPrinter())).toBeUndefined();
    expect(about(samplePrinter())).toBe("10000012345");
  });

  it.each([
    ["id", "Antrean"],
    ["en", "Queue length"],
  ] as const)("names entities in %s", (language, name) => {
    const host = discovered(state, language).get(homeAssistantTopic(place, "host"));
    expect(host?.cmps["pending"]?.name).toBe(name);
  });

  it("waits for the birth message below the prefix", () => {
    expect(homeAssistantBirthTopic("homeassistant")).toBe("homeassistant/status");
  });
});
