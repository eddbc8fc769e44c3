import { describe, expect, it } from "vitest";
import { controllerActionInto, controllerParameterCount } from "../../../agents/index.ts";
import { createRng } from "../../../sim/core/index.ts";
import { CONTROLLER_INPUTS, controllerFeatures, featureCount } from "../../../worldmodel/models/controller.ts";
import { controllerGraph } from "../../../worldmodel/models/imagine.ts";
import { expectClose } from "../support/expect-close.ts";
import { openGraph } from "../support/open-graph.ts";
import { randomWorldModel } from "../support/random-world-model.ts";

describe("what C reads", () => {
  // Ha & Schmidhuber 2018, appendix A.3 and table 2.
  it("makes 867 parameters of (z, h) in CarRacing: weights and biases", () => {
    expect(controllerParameterCount(featureCount({ latents: 32, hidden: 256 }, "zh"), 3)).toBe(867);
  });

  it("makes 1,088 weights of (z, h, c) in TakeCover, to which the paper counts no bias", () => {
    const features = featureCount({ latents: 64, hidden: 512 }, "zhc");
    expect(features * 1).toBe(1088);
    expect(controllerParameterCount(features, 1)).toBe(1089);
  });

  it("is z, then h, then c", () => {
    const belief = { z: Float32Array.of(1, 2), h: Float32Array.of(3, 4, 5), c: Float32Array.of(6, 7, 8) };
    const size = { latents: 2, hidden: 3 };
    expect([...controllerFeatures(belief, "z", size)]).toEqual([1, 2]);
    expect([...controllerFeatures(belief, "zh", size)]).toEqual([1, 2, 3, 4, 5]);
    expect([...controllerFeatures(belief, "zhc", size)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("is the memory of an ensemble's first member", () => {
    const belief = { z: Float32Array.of(1), h: Float32Array.of(2, 3, 4, 5), c: Float32Array.of(6, 7, 8, 9) };
    expect([...controllerFeatures(belief, "zhc", { latents: 1, hidden: 2 })]).toEqual([1, 2, 3, 6, 7]);
  });
});

describe("C as a graph", () => {
  it.each(CONTROLLER_INPUTS)("acts as the agent does on %s, and asks for nothing else", async (inputs) => {
    const { rnn } = randomWorldModel(1, { residual: false, headUnits: 0 }).config;
    const rng = createRng(5);
    const draw = (length: number): Float32Array => Float32Array.from({ length }, () => rng.normal());
    const belief = { z: draw(3), h: draw(5), c: draw(5) };
    const parameters = draw(controllerParameterCount(featureCount(rnn, inputs), 2));
    const graph = await openGraph(controllerGraph({ rnn }, { inputs, parameters }), new Map());
    const parts = ([...inputs] as (keyof typeof belief)[]).map((part) => [part, belief[part]] as const);
    const { action } = await graph.run(Object.fromEntries(parts));
    await graph.dispose();
    const wanted = new Float32Array(2);
    controllerActionInto(parameters, controllerFeatures(belief, inputs, rnn), wanted);
    // Sums of at most 14 products, taken in another order.
    expectClose(action!, wanted, 1e-6);
  });
});
