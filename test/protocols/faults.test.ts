import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { conditionsOf, faultsPage } from "../../docs/faults-page.ts";
import { PARTS } from "../../docs/faults-page-texts.ts";
import { handSteps } from "../../protocols/fault-steps.ts";
import { FAULT_TEXTS, LANGUAGES } from "../../protocols/fault-texts.ts";
import { CONDITIONS, type Condition, type DeviceKind, faultRule } from "../../protocols/faults.ts";
import { faultListSchema } from "../../protocols/host/state-documents.ts";
import { CAUSES } from "../../simulator/causes.ts";
import { faultList } from "../../src/status/fault-list.ts";
import { hostState } from "../../src/status/host-state.ts";
import { ippReasons } from "../../src/status/ipp-reasons.ts";
import { NACK_FAULTS, TOLD_AS } from "../drivers/evolis/nack-faults.ts";
import { contextAt, sampleFault, sampleState } from "../status/sample-state.ts";
import { DRIVES } from "../support/fault-drives.ts";

// Goal: the catalogue is the one place where a condition is defined. What drivers tell, what
// simulated devices can cause, what dashboards show and what the page beside the printer says are
// compared with it, both ways.

const of = (device: DeviceKind) =>
  CONDITIONS.filter((condition) => faultRule(condition).device === device);
const rules = CONDITIONS.map((condition) => ({ condition, ...faultRule(condition) }));
const sorted = (conditions: readonly Condition[]) => [...new Set(conditions)].sort();

describe("a row", () => {
  it.each(rules)("$condition is an error exactly if it holds", ({ holds, severity }) => {
    // Dashboards call a device ill by its errors alone.
    expect(severity === "error").toBe(holds);
  });

  it.each(rules)("$condition leaves the card alone if it does not hold", ({ holds, card }) => {
    if (!holds) expect(card).toBe("goes-on");
  });

  it.each(rules)("$condition is found gone by a look at its own device", ({ device, clears }) => {
    const looked = clears === "unshown" ? "printer" : clears.split("-")[0];
    expect(clears === "decision" ? "host" : looked).toBe(device);
  });

  it.each(rules)("$condition has a keyword of IPP as its name or beside it", (rule) => {
    const { condition, ipp } = rule;
    const keywords = [condition, ...(ipp === undefined ? [] : [ipp])];
    for (const keyword of keywords) expect(keyword).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const fault = sampleFault({ condition });
    const expected = keywords.map((keyword) => `${keyword}-${rule.severity}`).join();
    expect(ippReasons([fault])).toBe(expected);
  });

  it("may be printed in spite of, but for what a person cannot answer for", () => {
    const final = rules.filter(({ holds, overridable }) => holds && !overridable);
    // A second card on top of the first; the wrong stock; nothing recorded; cards made twice.
    expect(sorted(final.map(({ condition }) => condition))).toEqual([
      "card-inside",
      "device-changed",
      "second-host",
      "store-failed",
      "store-lost",
      "store-restored",
    ]);
  });
});

describe("the drivers", () => {
  it("tell conditions of printers", () => {
    expect(of("printer")).toEqual(expect.arrayContaining(sorted(Object.values(NACK_FAULTS))));
  });

  it("tell every condition of printers, or it is named what they tell in its place", () => {
    const page = readFileSync("docs/printers/evolis.md", "utf8");
    for (const condition of of("printer")) {
      const { seenAs } = DRIVES[condition];
      expect([condition, seenAs]).toEqual([condition, TOLD_AS[condition]]);
      if (seenAs !== undefined) expect(page).toContain(`\`${condition}\``);
    }
  });
});

describe("the simulator", () => {
  it("can cause all of a printer and of a server, and nothing else", () => {
    expect(sorted(CAUSES.printer)).toEqual(sorted(of("printer")));
    expect(sorted(CAUSES.server)).toEqual(sorted(of("server")));
  });

  it("leaves to a test those of the host alone, which has no device", () => {
    const caused = [...CAUSES.printer, ...CAUSES.server];
    const left = CONDITIONS.filter((condition) => !caused.includes(condition));
    expect(sorted(left)).toEqual(sorted(of("host")));
    for (const condition of left) expect(DRIVES[condition]).toBeDefined();
  });
});

describe("dashboards", () => {
  it.each(rules)("show $condition by its name and in words, in both languages", (rule) => {
    const { condition } = rule;
    const device = { printer: "printer1", server: "server1", host: "host" }[rule.device];
    const state = sampleState({ faults: [sampleFault({ device, condition, raw: "Z" })] });
    for (const language of LANGUAGES) {
      const context = contextAt(undefined, language);
      const { reason, reason_code } = hostState(state, context);
      expect(reason_code).toBe(condition);
      expect(reason).toContain(FAULT_TEXTS[condition][language].title);
      const list = faultListSchema.parse(faultList(state, device, context));
      const { class: kind, severity } = rule;
      expect(list.faults).toMatchObject([{ condition, class: kind, severity, raw: "Z" }]);
    }
  });
});

describe("the page beside the printer", () => {
  it("has them all, with what the hands do", () => {
    expect(sorted(PARTS.flatMap(conditionsOf))).toEqual(sorted(CONDITIONS));
    const page = faultsPage();
    for (const condition of CONDITIONS) {
      for (const language of LANGUAGES) {
        expect(page).toContain(`| **${FAULT_TEXTS[condition][language].title}** |`);
        for (const step of handSteps(condition, language).steps) expect(page).toContain(step);
      }
    }
  });
});
