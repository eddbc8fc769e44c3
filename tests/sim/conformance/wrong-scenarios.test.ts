/** What a person is told about a scenario of their own that is wrong: one line that names scenario, field and value. */
import { describe, expect, it } from "vitest";
import {
  type BodySpec,
  type CheckResult,
  checkConformance,
  defineScenario,
  type Scenario,
  type ScenarioSpec,
} from "../../../sim/index.ts";
import { SLED } from "./sabotage.ts";

const [rail, box] = SLED.bodies as readonly [BodySpec, BodySpec];
const { elements, into } = SLED.observation;

/** Bodies of the sled and two balls in the air, at these heights. */
function balls(...heights: readonly number[]): Partial<ScenarioSpec> {
  const ball = (z: number, i: number): BodySpec => ({
    name: `ball ${i}`,
    motion: "free",
    position: [0, 0, z],
    shapes: [{ geometry: { kind: "sphere", radius: 0.1 }, mass: 1 }],
  });
  return { physics: "bodies", bodies: [rail, box, ...heights.map(ball)] };
}

function sledWith(changes: object): Scenario {
  return defineScenario({ ...SLED, ...changes } as ScenarioSpec);
}

describe("a declaration that cannot be", () => {
  const WRONG: readonly (readonly [string, object, RegExp])[] = [
    ["a missing field", { reward: undefined }, /^scenario sled: reward: expected Function, got nothing$/],
    ["a misspelt field", { maxStep: 5 }, /^scenario sled: maxStep: no such field exists, got "maxStep"$/],
    [
      "a negative mass",
      { bodies: [rail, { ...box, shapes: [{ ...box.shapes[0], mass: -1 }] }] },
      /^scenario sled: bodies\.1\.shapes\.0\.mass: expected >=0, got -1$/,
    ],
    [
      "a joint without a direction",
      { bodies: [rail, { ...box, joint: { ...box.joint, axis: [0, 0, 0] } }] },
      /^scenario sled: bodies\.1\.joint\.axis: expected a direction, not the zero vector, got \[0,0,0\]$/,
    ],
    [
      "a joint whose range is empty",
      { bodies: [rail, { ...box, joint: { ...box.joint, range: [1, -1] } }] },
      /^scenario sled: bodies\.1\.joint\.range: expected a range \[low, high\] with low < high, got \[1,-1\]$/,
    ],
    [
      "a joint on a free body",
      { physics: "bodies", bodies: [rail, { ...box, motion: "free" }] },
      /^scenario sled: bodies\.1\.motion: expected "joint", as the body has a joint, got "free"$/,
    ],
    [
      "a free body without mass",
      { ...balls(1), bodies: [rail, box, { name: "ghost", motion: "free", shapes: [] }] },
      /^scenario sled: bodies\.2\.shapes: expected a shape with mass or density, as the body is free, got none$/,
    ],
    [
      "a factor whose nominal value is beyond its range",
      { factors: { gravity: { description: "g", unit: "m/s²", low: 1, high: 5, nominal: 9.81 } } },
      /^scenario sled: factors\.gravity\.nominal: expected 1 to 5, got 9\.81$/,
    ],
    [
      "a factor whose range is upside down",
      { factors: { gravity: { description: "g", unit: "m/s²", low: 5, high: 1, nominal: 3 } } },
      /^scenario sled: factors\.gravity: expected low <= high, got low 5 and high 1$/,
    ],
    ["half a step", { maxSteps: 2.5 }, /^scenario sled: maxSteps: expected an integer, got 2\.5$/],
    [
      "a picture that is too large",
      { sensors: [{ kind: "camera", name: "huge", width: 99999, height: 2 }] },
      /^scenario sled: sensors\.0\.width: expected <=512, got 99999$/,
    ],
    [
      "bodies that throw",
      {
        bodies: () => {
          throw new TypeError("no size");
        },
      },
      /^scenario sled: bodies: expected a function that returns, threw TypeError: no size$/,
    ],
  ];

  it.each(WRONG)("is told: %s", (_title, changes, message) => {
    expect(() => sledWith(changes)).toThrow(message);
    expect(() => sledWith(changes)).toThrow(expect.objectContaining({ name: "SpecError" }));
  });
});

describe("a scenario that fails when it runs", () => {
  const thrower = (): never => {
    throw new TypeError("x is undefined");
  };
  let calls = 0;
  const WRONG: readonly (readonly [string, object, string, RegExp])[] = [
    [
      "a start that throws",
      { start: thrower },
      "reset-result",
      /^scenario sled: start: expected a function that returns, threw TypeError: x is undefined$/,
    ],
    [
      "an async start",
      { start: async () => undefined },
      "reset-result",
      /^scenario sled: start: expected a function that is not async, got a promise from it$/,
    ],
    [
      "an observation that throws",
      { observation: { elements, into: thrower } },
      "reset-result",
      /^scenario sled: observation\.into: expected a function that returns, threw TypeError: x is undefined$/,
    ],
    [
      "a reward that throws",
      { reward: thrower },
      "random-steps",
      /^seed 100, step 1: scenario sled: reward: expected a function that returns, threw TypeError: x is undefined$/,
    ],
    [
      "a reward of NaN",
      { reward: () => Number.NaN },
      "random-steps",
      /^seed 100, step 1: sled: reward must be finite, got NaN at step 1$/,
    ],
    [
      "a reward that is forgotten",
      { reward: () => undefined },
      "random-steps",
      /^seed 100, step 1: sled: reward must be finite, got undefined at step 1$/,
    ],
    [
      "a start that is not finite",
      { start: ({ setJoint }: { setJoint: (name: string, at: number) => void }) => setJoint("slide", Number.NaN) },
      "reset-result",
      /^scenario sled: start: joint positions must be finite numbers, got \[NaN\]$/,
    ],
    [
      "a misspelt joint",
      { start: ({ setJoint }: { setJoint: (name: string, at: number) => void }) => setJoint("slid", 0) },
      "reset-result",
      /^scenario sled: start: expected the name of a joint, got "slid"; did you mean "slide"\?$/,
    ],
    [
      "bodies that overlap at the start",
      balls(1, 1.15),
      "reset-result",
      /^scenario sled: start: bodies must not overlap by more than 0\.005 m, ball 0 and ball 1 do by 0\.050 m; /,
    ],
    [
      "a body that starts inside what is fixed",
      balls(0.1),
      "reset-result",
      /^scenario sled: start: bodies must not overlap by more than 0\.005 m, .*ball 0.* do by 0\.\d+ m; /,
    ],
    [
      "a body that flies apart",
      {
        ...balls(1),
        bodies: [
          rail,
          box,
          { ...(balls(1).bodies as BodySpec[])[2], shapes: [{ geometry: { kind: "sphere", radius: 0.1 }, mass: 1 }] },
        ],
        gravity: [0, 0, -1e300],
      },
      "random-steps",
      /^seed 100, step \d+: physics of sled: body .* must stay finite, got the position \(.*\)$/,
    ],
    [
      "an observation of NaN",
      {
        observation: {
          elements,
          into: (out: Float32Array) => {
            out[1] = Number.NaN;
          },
        },
      },
      "reset-result",
      /^sled: observation velocity must be finite, got NaN at step 0$/,
    ],
    [
      "an observation beyond its bounds",
      { observation: { elements: [{ ...elements[0], low: -0.01, high: 0.01 }, elements[1]], into } },
      "reset-result",
      /^reset\(\{"seed":0\}\): observation state: position must be within \[-0\.01, 0\.01\], got 0\.\d+$/,
    ],
    [
      "a reward beyond its range",
      { rewardRange: [0, 0.5] },
      "rewards",
      /^seed 100, step \d+: reward must be within \[0, 0\.5\], got 0\.\d+$/,
    ],
    [
      "an end that is no truth value",
      { terminated: () => 1 },
      "endings",
      /^seed 100, step 1: terminated must be true or false, got 1$/,
    ],
    [
      "memory outside the scenario's",
      { reward: () => (++calls % 10) / 10 },
      "same-seed",
      /^seed 5 a second time, moment \d+: expected reward 0\.\d, got 0(\.\d)?$/,
    ],
    [
      "an info that is no number",
      { info: () => ({ height: "high" }) },
      "reset-result",
      /^reset\(\{"seed":0\}\): info height must be a finite number, got high$/,
    ],
  ];

  it.each(WRONG)("is told: %s", async (_title, changes, id, message) => {
    calls = 0;
    const found = await firstFinding(sledWith(changes));
    expect(found?.message).toMatch(message);
    expect(found?.id).toBe(id);
  });
});

describe("a failure that would make others fail", () => {
  it("leaves the others out", async () => {
    const { passed, failed, skipped } = await checkConformance(sledWith({ reward: () => Number.NaN }));
    expect(failed.map(({ id }) => id)).toEqual(["random-steps"]);
    expect(passed.map(({ id }) => id)).toEqual(["spaces", "metadata", "reset-result"]);
    expect(skipped.map(({ id }) => id)).toContain("snapshot-continues");
  });
});

/** Runs the suite up to the first check that fails. */
async function firstFinding(scenario: Scenario): Promise<CheckResult | undefined> {
  const stop = new AbortController();
  let found: CheckResult | undefined;
  await checkConformance(scenario, {
    signal: stop.signal,
    onResult: (result) => {
      if (result.message === undefined) return;
      found ??= result;
      stop.abort();
    },
  }).catch(() => undefined);
  return found;
}
