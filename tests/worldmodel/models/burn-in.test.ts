/** M over windows that begin in the middle of an episode. */
import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { gradients } from "../../../worldmodel/autodiff/gradients.ts";
import { concat, split } from "../../../worldmodel/autodiff/layout.ts";
import { constant, input } from "../../../worldmodel/autodiff/value.ts";
import { rnn } from "../../../worldmodel/models/mdn-rnn.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import { mixtureNegativeLogLikelihood } from "../../../worldmodel/training/mdn-loss.ts";
import { expectClose } from "../support/expect-close.ts";
import { openGraph } from "../support/open-graph.ts";

const [BATCH, BEFORE, STEPS] = [2, 3, 4];
const [LATENTS, ACTIONS, HIDDEN, MIXTURES] = [2, 1, 5, 2];
const OPTIONS = { latents: LATENTS, actions: ACTIONS, hidden: HIDDEN, mixtures: MIXTURES };
const model = rnn({ ...OPTIONS, residual: true, headUnits: 0, reward: true, termination: true });
const [PAST, ROWS] = [BEFORE * BATCH, STEPS * BATCH];
const inputs = {
  pastZ: input("pastZ", [PAST, LATENTS]),
  pastAction: input("pastAction", [PAST, ACTIONS]),
  past: input("past", [PAST, 1]),
  z: input("z", [ROWS, LATENTS]),
  action: input("action", [ROWS, ACTIONS]),
};
const empty = constant(new Float32Array(BATCH * HIDDEN), [BATCH, HIDDEN]);
const none = { h: empty, c: empty };
const WEIGHTS = initialParameters([model.sequence(inputs.z, inputs.action, none, STEPS).mean], createRng(3));

function drawn(past: number): Record<string, Float32Array> {
  const rng = createRng(8);
  const sizes = { pastZ: PAST * LATENTS, pastAction: PAST * ACTIONS, z: ROWS * LATENTS, action: ROWS * ACTIONS };
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => rng.normal());
  return {
    ...Object.fromEntries(Object.entries(sizes).map(([name, length]) => [name, draw(length)])),
    past: new Float32Array(PAST).fill(1).fill(0, 0, (BEFORE - past) * BATCH),
  };
}

/** Means of the mixtures of every decision of the window, in three ways. */
async function means(past: number): Promise<Readonly<Record<"warmed" | "whole" | "cold", Float32Array>>> {
  const { pastZ, pastAction, z, action } = inputs;
  const warm = model.burnIn(pastZ, pastAction, inputs.past, BEFORE);
  const whole = model.sequence(concat([pastZ, z], 0), concat([pastAction, action], 0), none, BEFORE + STEPS);
  const graphs = {
    warmed: model.sequence(z, action, warm, STEPS).mean,
    whole: split(whole.mean, 0, [PAST, ROWS])[1]!,
    cold: model.sequence(z, action, none, STEPS).mean,
  };
  const open = await openGraph(graphs, WEIGHTS);
  const found = await open.run(drawn(past));
  await open.dispose();
  return { warmed: found["warmed"]!, whole: found["whole"]!, cold: found["cold"]! };
}

describe("burn-in", () => {
  it("leaves the memory that the decisions before the window leave", async () => {
    const { warmed, whole, cold } = await means(BEFORE);
    // The same products in float32, summed in another order.
    expectClose(warmed, whole, 1e-6);
    expect(warmed).not.toEqual(cold);
  });

  it("changes nothing of a window at the start of an episode, whatever stands in its place", async () => {
    const { warmed, whole, cold } = await means(0);
    expect(warmed).toEqual(cold);
    expect(warmed).not.toEqual(whole);
  });

  it("hands no gradient to the decisions before the window", async () => {
    const { pastZ, pastAction, past, z, action } = inputs;
    const warm = model.burnIn(pastZ, pastAction, past, BEFORE);
    const loss = mixtureNegativeLogLikelihood(model.sequence(z, action, warm, STEPS), z);
    const [dPastZ, dPastAction, dZ, dAction] = gradients(loss, [pastZ, pastAction, z, action]);
    const graph = await openGraph({ dPastZ: dPastZ!, dPastAction: dPastAction!, dZ: dZ!, dAction: dAction! }, WEIGHTS);
    const found = await graph.run(drawn(BEFORE));
    await graph.dispose();
    expect(found["dPastZ"]).toEqual(new Float32Array(PAST * LATENTS));
    expect(found["dPastAction"]).toEqual(new Float32Array(PAST * ACTIONS));
    for (const name of ["dZ", "dAction"]) expect(found[name]?.every((value) => value !== 0)).toBe(true);
  });
});
