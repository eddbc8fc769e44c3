import { expect, it } from "vitest";
import { toJsonText } from "../../cli/json-text.ts";

it("writes infinities as words and NaN as null, at any depth", () => {
  expect(
    toJsonText({ low: [Number.NEGATIVE_INFINITY, -1], nested: { high: Number.POSITIVE_INFINITY, nan: Number.NaN } }),
  ).toBe('{"low":["-Infinity",-1],"nested":{"high":"Infinity","nan":null}}');
});
