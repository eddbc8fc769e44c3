import { expect, it } from "vitest";
import { curveLooks } from "../../../viewer/client/curves/curve-colours.ts";
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

it("gives each member of an ensemble a chart, in the place of M's", () => {
  const groups = curveGroups(
    seriesOf({ "rnn.0/loss": [1], "controller/best": [1], "rnn.1/loss": [1], "vae/loss": [1] }),
  );
  expect(groups.map(({ title }) => title)).toEqual([
    "Vision (V)",
    "Memory (M), member 0",
    "Memory (M), member 1",
    "Controller (C)",
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

it("draws a held-out curve dashed in the colour of training's, whichever came first", () => {
  const looks = curveLooks(["rnn/heldOutNll", "rnn/loss", "rnn/nll", "rnn/heldOutLoss", "rnn/heldOutOther"]);
  expect(looks.map(({ dashed }) => dashed)).toEqual([true, false, false, true, true]);
  const [heldOutNll, loss, nll, heldOutLoss, other] = looks.map(({ colour }) => colour);
  expect([heldOutNll, heldOutLoss]).toEqual([nll, loss]);
  expect(new Set([loss, nll, other]).size).toBe(3);
});

it("gives all curves of a chart with held-out losses colours of their own", () => {
  const names = ["loss", "nll", "rewardError", "terminationLoss", "gradientNorm", "batch"].map((name) => `rnn/${name}`);
  expect(new Set(curveLooks(names).map(({ colour }) => colour)).size).toBe(names.length);
});

function seriesOf(values: Readonly<Record<string, readonly number[]>>): ReadonlyMap<string, Series> {
  return new Map(Object.entries(values).map(([name, ys]) => [name, { name, xs: ys.map((_, index) => index), ys }]));
}
