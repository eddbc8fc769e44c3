import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { followAlong, followingGraph } from "../../../worldmodel/held-out/follow-along.ts";
import { measureModel } from "../../../worldmodel/held-out/measure-model.ts";
import { measurePrecision, type PrecisionErrors } from "../../../worldmodel/held-out/measure-precision.ts";
import { type MeasureOptions, sampleSequences } from "../../../worldmodel/held-out/samples.ts";
import { LearnedDynamics } from "../../../worldmodel/learned-dynamics.ts";
import type { Controller } from "../../../worldmodel/models/controller.ts";
import { type ModelGraphs, mapGraphs, modelGraphs } from "../../../worldmodel/models/model-graphs.ts";
import { withUntrainedMemory } from "../../../worldmodel/models/untrained.ts";
import { memberOf } from "../../../worldmodel/models/world-model.ts";
import { inPrecision, type Precision } from "../../../worldmodel/onnx/precision.ts";
import { openModel } from "../../../worldmodel/runtime/open-model.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { sequenceInMemory } from "../support/sequence-in-memory.ts";

const SESSION = { device: "cpu", threads: 1 } as const;
const MODEL = randomWorldModel(6, { residual: true, headUnits: 6 });
const { normalisation, vae, rnn } = MODEL.config;
/** C of (z, h, c), with A = 2 and F = 3 + 5 + 5. */
const CONTROLLER: Controller = {
  inputs: "zhc",
  parameters: Float32Array.from({ length: 2 * 14 }, (_, index) => Math.sin(index)),
};
const GRAPHS_OF_MODEL = modelGraphs(MODEL, CONTROLLER);
const DECISIONS = 12;

function normals(seed: number, length: number): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length }, () => rng.normal());
}

function optionsFor(observations: Float32Array, actions: Float32Array, rewards: Float32Array): MeasureOptions {
  const episode = sequenceInMemory({ decisions: DECISIONS, terminated: false }, { observations, actions, rewards });
  const widths = { observations: vae.observations, actions: rnn.actions };
  const samples = sampleSequences([episode], widths, { observations: 5, stretches: 1, horizon: DECISIONS });
  return { samples, observationStd: normalisation.std, session: SESSION };
}

const ACTIONS = normals(1, DECISIONS * rnn.actions);
const OBSERVATIONS = normals(2, (DECISIONS + 1) * vae.observations);

function variant(precision: Precision): ModelGraphs {
  return mapGraphs(GRAPHS_OF_MODEL, (graph) => inPrecision(graph, precision));
}

describe("measureModel", () => {
  it("finds no error where the model's own dream is what happened", async () => {
    const dynamics = new LearnedDynamics(MODEL, SESSION);
    const start = OBSERVATIONS.subarray(0, vae.observations);
    const snapshot = (): never => {
      throw new Error("a learned model must not look at the physics");
    };
    const belief = await dynamics.begin({ observation: { state: start }, snapshot });
    const dream = await dynamics.dream(belief, ACTIONS, { candidates: 1, horizon: DECISIONS });
    await dynamics.dispose();
    const happened = Float32Array.of(...start, ...dream.observations);
    const scores = await measureModel(MODEL, CONTROLLER, {
      ...optionsFor(happened, ACTIONS, dream.rewards),
      rng: createRng(3),
    });
    expect(scores.samples).toEqual({ observations: 5, stretches: 1, horizon: DECISIONS });
    // The same sums in graphs of one step and of the whole horizon.
    expect(scores.dreamedObservation.largest).toBeLessThan(1e-5);
    expect(scores.dreamedReward.largest).toBeLessThan(1e-5);
    // V was never trained.
    expect(scores.reconstruction.relativeRms).toBeGreaterThan(0.1);
  });
});

describe("an ensemble", () => {
  const ensemble = randomWorldModel(6, { residual: true, headUnits: 6, ensemble: 3 });
  const options = { ...optionsFor(OBSERVATIONS, ACTIONS, new Float32Array(DECISIONS)), rng: createRng(3) };

  it("is measured by its first member", async () => {
    const [together, alone] = [
      await measureModel(ensemble, CONTROLLER, options),
      await measureModel(memberOf(ensemble, 0), CONTROLLER, { ...options, rng: createRng(3) }),
    ];
    expect(together).toEqual(alone);
    const other = await measureModel(memberOf(ensemble, 1), CONTROLLER, { ...options, rng: createRng(3) });
    expect(other.nextLatent.nll).not.toBe(alone.nextLatent.nll);
  });

  it("loses in a lower precision in all members, and what C reads of the first", async () => {
    const graphs = modelGraphs(ensemble, CONTROLLER);
    const half = mapGraphs(graphs, (graph) => inPrecision(graph, "float16"));
    const { dynamics, controller } = await measurePrecision(graphs, half, options);
    for (const { relativeRms } of [dynamics.expectedZ, controller.action]) {
      expect(relativeRms).toBeGreaterThan(0);
      expect(relativeRms).toBeLessThan(0.01);
    }
  });
});

describe("the baselines of measureModel", () => {
  it("are the observation before, and the one that a dream starts from", async () => {
    // In units of its standard deviation, element e of observation t is t.
    const { std } = normalisation;
    const rising = Float32Array.from({ length: (DECISIONS + 1) * vae.observations }, (_, at) => {
      const element = at % vae.observations;
      return ((at - element) / vae.observations) * std[element]!;
    });
    const options = optionsFor(rising, ACTIONS, new Float32Array(DECISIONS));
    const { lastObservation, firstObservation } = await measureModel(MODEL, CONTROLLER, {
      ...options,
      rng: createRng(3),
    });
    // What followed is 1 … T: variance (T² − 1) / 12. One step behind, differences are 1; from the start, they are 1 … T.
    const spread = Math.sqrt((DECISIONS ** 2 - 1) / 12);
    expect(lastObservation.std).toBeCloseTo(spread, 5);
    expect(lastObservation.relativeRms).toBeCloseTo(1 / spread, 5);
    const squares = Array.from({ length: DECISIONS }, (_, step) => (step + 1) ** 2).reduce((sum, x) => sum + x, 0);
    expect(firstObservation.relativeRms).toBeCloseTo(Math.sqrt(squares / DECISIONS) / spread, 5);
    expect(firstObservation.largest).toBeCloseTo(DECISIONS, 5);
  });

  it("are an M with parameters as at the start of training", async () => {
    const options = optionsFor(OBSERVATIONS, ACTIONS, new Float32Array(DECISIONS));
    const fresh = withUntrainedMemory(MODEL, createRng(3).split("untrained"));
    const [own, untrained] = [
      await measureModel(MODEL, CONTROLLER, { ...options, rng: createRng(3) }),
      await measureModel(fresh, CONTROLLER, { ...options, rng: createRng(3) }),
    ];
    expect(untrained.nextLatent.nll).toBe(own.nextLatent.untrainedNll);
    expect(own.nextLatent.nll).not.toBe(own.nextLatent.untrainedNll);
  });
});

describe("followAlong", () => {
  it("gives the density of each z under the mixture before it, M's memory going on with what happened", async () => {
    const dynamics = await openModel(GRAPHS_OF_MODEL.dynamics, SESSION);
    const following = await openModel(
      emitOnnx(followingGraph(MODEL.config), { name: "following", weights: MODEL.weights }),
      SESSION,
    );
    const codes = [10, 11, 12].map((seed) => normals(seed, rnn.latents));
    const actions = [20, 21].map((seed) => normals(seed, rnn.actions));
    const followed = await followAlong(following, MODEL.config, codes, actions);
    let memory = { h: new Float32Array(rnn.hidden), c: new Float32Array(rnn.hidden) };
    for (const [step, action] of actions.entries()) {
      const said = await dynamics.run({ ...memory, action, z: codes[step]! });
      expect(followed.expectedZ[step]).toEqual(said["expectedZ"]);
      expect(followed.nll[step]).toBeCloseTo(density(said, codes[step + 1]!), 5);
      memory = { h: Float32Array.from(said["nextH"]!), c: Float32Array.from(said["nextC"]!) };
    }
    await dynamics.dispose();
    await following.dispose();
  });

  /** −log p(z) per dimension, by Bishop 1994, eq. 26, with π = softmax of the logits. */
  function density(said: Readonly<Record<string, Float32Array>>, z: Float32Array): number {
    const [logits, mean, logDeviation] = [said["mixtureLogits"]!, said["mean"]!, said["logDeviation"]!];
    const perLatent = [...z].map((value, latent) => {
      const components = Array.from({ length: rnn.mixtures }, (_, k) => k * rnn.latents + latent);
      const weights = components.map((at) => Math.exp(logits[at]!));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const likelihood = components.map((at, k) => {
        const sigma = Math.exp(logDeviation[at]!);
        const gauss = Math.exp(-0.5 * ((value - mean[at]!) / sigma) ** 2) / (sigma * Math.sqrt(2 * Math.PI));
        return (weights[k]! / total) * gauss;
      });
      return -Math.log(likelihood.reduce((sum, part) => sum + part, 0));
    });
    return perLatent.reduce((sum, value) => sum + value, 0) / z.length;
  }
});

describe("measurePrecision", () => {
  const options = optionsFor(OBSERVATIONS, ACTIONS, new Float32Array(DECISIONS));

  function outputsOf(errors: PrecisionErrors): Readonly<Record<string, number>> {
    const { encoder, decoder, dynamics, controller } = errors;
    const all = { ...encoder, ...decoder, ...dynamics, ...controller };
    return Object.fromEntries(Object.entries(all).map(([name, { relativeRms }]) => [name, relativeRms ?? Number.NaN]));
  }

  it("finds no error of a model against itself", async () => {
    const errors = outputsOf(await measurePrecision(GRAPHS_OF_MODEL, GRAPHS_OF_MODEL, options));
    expect(errors).toEqual({
      ...{ z: 0, logVar: 0, observation: 0, expectedZ: 0, reward: 0, terminated: 0, action: 0 },
    });
  });

  it("finds the error of float16 in every output, and a larger one of int8", async () => {
    const [half, int8] = [
      outputsOf(await measurePrecision(GRAPHS_OF_MODEL, variant("float16"), options)),
      outputsOf(await measurePrecision(GRAPHS_OF_MODEL, variant("int8"), options)),
    ];
    for (const [name, error] of Object.entries(half)) {
      expect(error, name).toBeGreaterThan(0);
      // Numbers of 11 significant bits, through a few layers and twelve decisions.
      expect(error, name).toBeLessThan(0.01);
      expect(int8[name], name).toBeGreaterThan(2 * error);
    }
  });

  it("measures observations in the given unit", async () => {
    const doubled = { ...options, observationStd: options.observationStd.map((std) => 2 * std) };
    const [once, twice] = [
      await measurePrecision(GRAPHS_OF_MODEL, variant("int8"), options),
      await measurePrecision(GRAPHS_OF_MODEL, variant("int8"), doubled),
    ];
    expect(twice.decoder.observation.largest).toBeCloseTo(once.decoder.observation.largest / 2, 6);
    expect(twice.encoder).toEqual(once.encoder);
  });
});
