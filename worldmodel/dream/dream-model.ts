/** M and V's decoder as an environment needs them: a decision, and what would be observed, each within a call. */
import { type Rng, StateError } from "../../sim/core/index.ts";
import { inputAt } from "../autodiff/arguments.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import { decodeGraph, dynamicsGraph } from "../models/imagine.ts";
import { creditedReward } from "../models/trained-range.ts";
import { memberOf, type WorldModel } from "../models/world-model.ts";
import { openSynchronousModel, type SynchronousModel } from "../runtime/synchronous-model.ts";
import { sampleMixture } from "./sample-mixture.ts";

/** Where a decision leads. */
export interface DreamedDecision {
  /** [Z] */
  readonly z: Float32Array;
  /** [H] */
  readonly h: Float32Array;
  readonly c: Float32Array;
  /** Of all its control steps together, in the scenario's units. */
  readonly reward: number;
  /** That the task ends with it. */
  readonly terminationProbability: number;
}

export interface DreamModel {
  /** From a belief under an action [A]; the same rng state gives the same draw. */
  decide(belief: Pick<DreamedDecision, "z" | "h" | "c">, action: Float32Array, rng: Rng): DreamedDecision;
  /** z [Z] → [O], in the scenario's units. */
  decode(z: Float32Array): Float32Array;
  dispose(): void;
}

/** Of an ensemble the first member dreams, whose h and c C reads. */
export function openDreamModel(model: WorldModel, temperature: number): DreamModel {
  const { config, weights } = memberOf(model, 0);
  const { latents } = config.rnn;
  const { reward: predicted, ...decision } = dynamicsGraph(config);
  const graph = { ...decision, reward: creditedReward(inputAt([predicted], 0), config) };
  const dynamics = openSynchronousModel(emitOnnx(graph, { name: "dynamics", weights }));
  // Who only reads z needs none.
  let decoder: SynchronousModel | undefined;
  let disposed = false;
  return {
    decide(belief, action, rng) {
      const results = dynamics.run({ z: belief.z, h: belief.h, c: belief.c, action });
      const { nextH: h, nextC: c, mixtureLogits, mean, logDeviation, reward, terminated } = results;
      if (!h || !c || !mixtureLogits || !mean || !logDeviation || !reward || !terminated)
        throw new StateError(`dream: M must give all of a decision, got ${Object.keys(results).join(", ")}`);
      return {
        ...{ z: sampleMixture({ mixtureLogits, mean, logDeviation }, latents, temperature, rng), h, c },
        reward: reward[0] ?? Number.NaN,
        terminationProbability: terminated[0] ?? Number.NaN,
      };
    },
    decode(z) {
      if (disposed) throw new StateError(`${config.scenario}: an observation must be read before the dream is closed`);
      decoder ??= openSynchronousModel(emitOnnx(decodeGraph(config), { name: "decoder", weights }));
      const { observation } = decoder.run({ z });
      if (!observation) throw new StateError("dream: V must give an observation, got none");
      return observation;
    },
    dispose() {
      disposed = true;
      dynamics.dispose();
      decoder?.dispose();
    },
  };
}
