import { z } from "zod";
import { DEVICE_ID } from "../protocols/words.ts";
import { parseHours } from "../src/core/hours.ts";

/** What the configuration cannot know by itself. */
export interface ConfigContext {
  /** Whether a text is a cron expression that the daemon's scheduler takes. */
  readonly isCron: (text: string) => boolean;
  /** Where relative paths count from: empty, or ending in `/`. */
  readonly folder: string;
}

/** One level of a topic: site, host, device. */
export const id = z
  .string()
  .regex(DEVICE_ID, "expected 1 to 32 of a-z 0-9 -")
  .meta({ title: "id" });

/** Printers and servers; `host` stands for the host itself. */
export const deviceId = id.refine((value) => value !== "host", "reserved id");

/** A card stock; jobs name it. */
export const stock = z.string().min(1).max(64).meta({ title: "text" });

export const port = z.int().min(0).max(65_535);

/** The values that depend on where the file lies and on the scheduler. */
export function contextValues({ isCron, folder }: ConfigContext) {
  return {
    path: z
      .string()
      .min(1)
      .transform((path) => (path.startsWith("/") ? path : folder + path.replace(/^(\.\/)+/, "")))
      .meta({ title: "path" }),
    cron: z
      .string()
      .refine(isCron, "expected a cron expression that comes, seconds first, as in */30 * * * * *")
      .meta({ title: "cron expression" }),
  };
}

export type ContextValues = ReturnType<typeof contextValues>;

/** `address:port`, IPv6 in brackets. */
export const listen = z
  .string()
  .transform((text, context) => {
    const [, address = "", digits = ""] = /^(\[[\da-f:]+\]|[^\s:]+):(\d{1,5})$/i.exec(text) ?? [];
    if (address !== "" && Number(digits) <= 65_535) {
      return { address: address.replace(/^\[|\]$/g, ""), port: Number(digits) };
    }
    context.addIssue({ code: "custom", message: "expected address:port, as in 127.0.0.1:8632" });
    return z.NEVER;
  })
  .meta({ title: "address:port" });

const HOURS_FORM = "always, or like Mon-Thu 07:30-16:00, Fri 07:30-11:30";

export const hours = z
  .string()
  .transform((text, context) => {
    const parsed = parseHours(text);
    if (parsed.ok) return parsed.hours;
    const message = `${parsed.defect}: expected ${HOURS_FORM}`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  })
  .meta({ title: "hours" });

/** A time zone; absent, the one of this host. */
export const timezone = z
  .string()
  .refine(isZone, "expected a time zone, as in Asia/Jakarta")
  .optional()
  .transform((zone) => zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  .meta({ title: "time zone" });

/** Whether an address stays on this host. */
export function isLoopback(address: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(address);
}

function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
