import { describe, expect, it } from "vitest";
import { deviceTopics, faultFilter, formerDevice } from "../../src/status/device-topics.ts";
import { BASE } from "./sample-state.ts";

describe("former device", () => {
  const devices = new Set(["printer1", "server1"]);
  const list = '{"faults":[]}';
  it.each([
    { name: "a printer no longer configured", topic: `${BASE}/fault/printer9`, device: "printer9" },
    { name: "a configured printer", topic: `${BASE}/fault/printer1`, device: undefined },
    { name: "the host itself", topic: `${BASE}/fault/host`, device: undefined },
    { name: "another host", topic: "cetak/1/oku/host2/fault/printer9", device: undefined },
    { name: "another document", topic: `${BASE}/printer/printer9`, device: undefined },
    { name: "no device id", topic: `${BASE}/fault/Printer 9`, device: undefined },
    { name: "a deeper topic", topic: `${BASE}/fault/printer9/x`, device: undefined },
  ])("is $device for $name", ({ topic, device }) => {
    const payload = new TextEncoder().encode(list);
    expect(formerDevice({ base: BASE, topic, payload, devices })).toBe(device);
  });

  it("is none for a list already emptied", () => {
    const payload = new Uint8Array();
    const topic = `${BASE}/fault/printer9`;
    expect(formerDevice({ base: BASE, topic, payload, devices })).toBeUndefined();
  });

  it("is found by a filter and removed by its topics", () => {
    expect(faultFilter(BASE)).toBe("cetak/1/oku/host1/fault/+");
    expect(deviceTopics(BASE, "printer9")).toEqual([
      "cetak/1/oku/host1/printer/printer9",
      "cetak/1/oku/host1/server/printer9",
      "cetak/1/oku/host1/fault/printer9",
    ]);
  });
});
