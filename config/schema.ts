import { z } from "zod";
import { DEVICE_ID } from "../protocols/words.ts";

const id = z.string().regex(DEVICE_ID, "1 to 32 of a-z 0-9 -");
const deviceId = id.refine((value) => value !== "host" && value !== "server", "reserved id");

const mqtt = z.union([
  z.strictObject({
    url: z.url({ protocol: /^mqtts?$/ }),
    version: z.enum(["auto", "3.1.1", "5"]).default("auto"),
  }),
  z.strictObject({ embedded: z.strictObject({ port: z.int().min(0).max(65_535) }) }),
]);

const printer = z.strictObject({
  id: deviceId,
  protocol: z.enum(["evolis"]),
  line: z.strictObject({
    path: z.string().min(1),
    baud_rate: z.int().positive().default(115_200),
  }),
  stock: z.string().min(1).default("default"),
});

/** The configuration file (contract §9). */
export const configSchema = z.strictObject({
  site: id,
  host: id.refine((value) => value !== "server", "reserved id"),
  state_dir: z.string().min(1),
  mqtt,
  printers: z.array(printer).min(1),
});

export type Config = z.infer<typeof configSchema>;
export type PrinterConfig = Config["printers"][number];
