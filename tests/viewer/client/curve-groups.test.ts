import { expect, it } from "vitest";
import { curveGroups, curveLabel } from "../../../viewer/client/curves/curve-groups.ts";
import type { Series } from "../../../viewer/protocol/index.ts";

it("puts the series of one prefix into one chart, known groups first", () => {
  const groups = curveGroups(
    seriesOf({ "speed/steps": [1], "vae/loss": [1], "return/random": [1], "return/cem": [2] }),
  );
  expect(groups.map(({ id, series }) => [id, series.map(({ name }) => name)])).toEqual([
    ["return", ["return/random", "return/cem"]],
    ["vae", ["vae/loss"]],
    ["speed", ["speed/steps"]],
  ]);
});

it("takes a logarithmic axis only for positive losses that span more than a decade", () => {
  const isLogarithmic = (name: string, ys: readonly number[]): boolean | undefined =>
    curveGroups(seriesOf({ [name]: ys }))[0]?.logarithmic;
  expect(isLogarithmic("vae/loss", [100, 1])).toBe(true);
  expect(isLogarithmic("vae/loss", [2, 1])).toBe(false);
  expect(isLogarithmic("rnn/nll", [100, -1])).toBe(false);
  expect(isLogarithmic("return/random", [100, 1])).toBe(false);
});

it("writes a metric's name as words", () => {
  expect(curveLabel("controller/dreamReturn")).toBe("dream return");
  expect(curveLabel("loss")).toBe("loss");
});

function seriesOf(values: Readonly<Record<string, readonly number[]>>): ReadonlyMap<string, Series> {
  return new Map(Object.entries(values).map(([name, ys]) => [name, { name, xs: ys.map((_, index) => index), ys }]));
}
