import { z } from "zod";
import { duration } from "./duration.ts";
import { type ContextValues, isLoopback, port } from "./values.ts";

const FORMS = "expected either url or embedded: { port }";
const ADDRESS = "expected mqtt://host:port or mqtts://host:port";
const NEEDS_INSECURE = "a broker off this host needs mqtts:, or insecure: true";

const insecure = z
  .boolean()
  .default(false)
  .describe("Allows a broker off this host without TLS: job documents carry personal data.");

/** How the host reaches its broker, or the one it brings. */
export function mqttSchema({ path }: ContextValues) {
  return z.union([external(path), embedded], {
    error: ({ input }) => (input === undefined ? undefined : FORMS),
  });
}

function external(path: ContextValues["path"]) {
  return z
    .strictObject({
      url: brokerUrl.describe(
        "Address of the broker, without user name and password; this or `mqtt.embedded`.",
      ),
      version: version
        .prefault("auto")
        .describe("MQTT version; `auto` tries 5 first and goes over to 3.1.1."),
      insecure,
      username: z.string().min(1).optional().describe("User name for the broker."),
      password_file: path.optional().describe("File whose first line is the password."),
      ca_file: path
        .optional()
        .describe("Certificates (PEM) trusted instead of the system's; `mqtts:` only."),
      cert_file: path.optional().describe("The host's own certificate (PEM), with `key_file`."),
      key_file: path.optional().describe("Key (PEM) of `cert_file`."),
      keepalive: duration({ minMs: 1_000, maxMs: 65_535_000 })
        .prefault("30s")
        .describe("A broker silent for one and a half times this is given up."),
    })
    .superRefine((mqtt, context) => {
      const problem = (key: string, message: string) =>
        context.addIssue({ code: "custom", path: [key], message });
      const { protocol, hostname } = new URL(mqtt.url);
      const secure = protocol === "mqtts:";
      if (!secure && !isLoopback(hostname) && !mqtt.insecure) problem("url", NEEDS_INSECURE);
      for (const [key, other] of NEEDS) {
        if (mqtt[key] !== undefined && mqtt[other] === undefined) problem(key, `needs ${other}`);
      }
      for (const key of ["ca_file", "cert_file"] as const) {
        if (mqtt[key] !== undefined && !secure) problem(key, "is of use with mqtts: only");
      }
    });
}

/** Keys that are nothing without another one. */
const NEEDS = [
  ["password_file", "username"],
  ["cert_file", "key_file"],
  ["key_file", "cert_file"],
] as const;

const VERSIONS = ["auto", "3.1.1", "5"] as const;

/** YAML reads a bare 5 as a number. */
const version = z
  .union([z.enum(VERSIONS), z.literal(5).transform(() => "5" as const)], {
    error: `expected one of ${VERSIONS.join("|")}`,
  })
  .meta({ title: VERSIONS.join(", ") });

const brokerUrl = z
  .url({
    protocol: /^mqtts?$/,
    error: ({ input }) => (input === undefined ? undefined : ADDRESS),
    // What is no address is not judged any further.
    abort: true,
  })
  .refine((url) => !/^\w+:\/\/[^/]*@/.test(url), {
    error: "carries a user name: use username and password_file",
  })
  .meta({ title: "URL" });

const embedded = z
  .strictObject({
    embedded: z.strictObject({
      port: port.describe("Port of the broker that cetakd brings along; 0 takes a free one."),
      listen: z
        .string()
        .min(1)
        .default("127.0.0.1")
        .describe("Address of that broker, which asks nobody for a password."),
    }),
    insecure,
  })
  .superRefine((mqtt, context) => {
    if (isLoopback(mqtt.embedded.listen) || mqtt.insecure) return;
    const path = ["embedded", "listen"];
    context.addIssue({ code: "custom", path, message: "off this host it needs insecure: true" });
  });
