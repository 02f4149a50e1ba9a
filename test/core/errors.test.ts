import { expect, it } from "vitest";
import { DaemonError } from "../../src/core/errors.ts";

// Goal: whoever reads an error finds what happened, its facts, and the why behind it.

it("carries its code, its facts and its cause", () => {
  const cause = new Error("ENOSPC");
  const error = new DaemonError("STORE_FAILED", "a commit failed", { failure: "full" }, cause);
  expect(error).toMatchObject({ code: "STORE_FAILED", message: "a commit failed" });
  expect([error.facts, error.cause]).toEqual([{ failure: "full" }, cause]);
});
