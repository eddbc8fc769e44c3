import { expect, it } from "vitest";
import { SpecError, UsageError } from "../../sim/index.ts";
import { describeError, reviveError } from "../../sim/thread-error.ts";

it.each([
  ["SpecError", new SpecError("file: must be whole, got half"), SpecError],
  ["UsageError", new UsageError("--seed must be 1, got 2"), UsageError],
  ["TypeError", new TypeError("no function"), Error],
])("a %s keeps class, name, message and stack on its way between threads", (name, error, expected) => {
  const revived = reviveError(structuredClone(describeError(error)));
  expect(revived).toBeInstanceOf(expected);
  expect(revived).toMatchObject({ name, message: error.message, stack: error.stack });
});

it("what is thrown without being an error becomes one", () => {
  expect(reviveError(describeError("no reason"))).toMatchObject({ name: "Error", message: "no reason" });
});
