import { z } from "zod";
import { duration } from "./duration.ts";
import { type ContextValues, isLoopback } from "./values.ts";

const ADDRESS = "expected https://… or http://…";

const url = z
  .url({
    protocol: /^https?$/,
    error: ({ input }) => (input === undefined ? undefined : ADDRESS),
    abort: true,
  })
  .refine((text) => !/^\w+:\/\/[^/]*@/.test(text), {
    error: "carries a user name: use token_file",
  })
  .meta({ title: "URL" });

function webhook({ path }: ContextValues) {
  return z
    .strictObject({
      url: url.describe(
        "Where messages are posted; without it nobody is told. `{token}` in it is the secret.",
      ),
      token_file: path
        .optional()
        .describe(
          "File whose first line is the secret, sent as `Authorization: Bearer` or in the URL.",
        ),
      timeout: duration({ minMs: 100, maxMs: 60_000 })
        .prefault("10s")
        .describe("An answer that takes longer is none."),
      insecure: z.boolean().default(false).describe("Allows a receiver off this host without TLS."),
    })
    .superRefine(({ url: text, token_file: tokenFile, insecure }, context) => {
      const problem = (message: string) =>
        context.addIssue({ code: "custom", path: ["url"], message });
      const { protocol, hostname } = new URL(text);
      if (protocol === "http:" && !isLoopback(hostname) && !insecure) {
        problem("a receiver off this host needs https:, or insecure: true");
      }
      if (text.includes("{token}") && tokenFile === undefined) problem("needs token_file");
    });
}

/** Who is told outside the office, and when. */
export function notifySchema(values: ContextValues) {
  return z.strictObject({
    webhook: webhook(values).optional(),
    after: duration()
      .prefault("30m")
      .describe("A hold that is older is told, in office hours; a failure is told at once."),
    quiet: duration({ minMs: 0 })
      .prefault("5m")
      .describe("So long a problem has to stay away before its end is told; sooner, it flaps."),
    repeat: z
      .array(duration({ minMs: 1_000 }))
      .prefault(["1h", "2h", "4h", "8h", "1d"])
      .describe("Pauses between messages about one problem; the last goes on. `[]`: none."),
  });
}
