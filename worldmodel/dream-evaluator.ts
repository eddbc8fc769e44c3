/** Scores linear controllers by their return in the dream. */
import { type Rng, ShapeError } from "../sim/core/index.ts";
import { emitOnnx } from "./autodiff/emit-onnx.ts";
import { featureCount } from "./models/controller.ts";
import { type DreamRolloutOptions, dreamRollout, withFollower } from "./models/dream-rollout.ts";
import { mixtureDraws } from "./models/mixture.ts";
import type { WorldModel } from "./models/world-model.ts";
import { encodeOnnx } from "./onnx/encode-onnx.ts";
import {
  floatsOf,
  floatTensor,
  openSession,
  type Session,
  type SessionOptions,
  type Tensor,
} from "./runtime/session.ts";

export interface DreamEvaluatorOptions extends Omit<DreamRolloutOptions, "memory"> {
  /** A second M, such as an untrained one, whose h and c the controllers read in place of the dreaming one's; of the same sizes. */
  readonly follower?: WorldModel | undefined;
}

/** Decisions per run of the graph where nothing asks for another number: enough that what a run costs besides does not show. */
export const DREAM_STRETCH = 25;

export class DreamEvaluator {
  readonly #model: WorldModel;
  readonly #options: DreamEvaluatorOptions;
  readonly #session: Session;

  private constructor(model: WorldModel, options: DreamEvaluatorOptions, session: Session) {
    this.#model = model;
    this.#options = options;
    this.#session = session;
  }

  static async open(
    model: WorldModel,
    { follower, ...options }: DreamEvaluatorOptions,
    session: SessionOptions,
  ): Promise<DreamEvaluator> {
    const graph = emitOnnx(dreamRollout(model.config, { ...options, memory: follower ? "follower" : "own" }), {
      name: "dream-rollout",
      weights: follower ? withFollower(model, follower) : model.weights,
    });
    return new DreamEvaluator(model, { ...options, follower }, await openSession(encodeOnnx(graph), session));
  }

  /**
   * Mean return of each controller over its rollouts, all of which share starts and noise so that controllers compare. It leaves off
   * when every dream has ended. Between two stretches an aborted signal's reason is thrown. controllers: P flat arrays of A·F weights and A biases. starts [R,Z]: z at the start of each rollout. → [P]
   */
  async evaluate(
    controllers: readonly ArrayLike<number>[],
    starts: Float32Array,
    decisions: number,
    rng: Rng,
    signal?: AbortSignal,
  ): Promise<Float64Array> {
    const { population, rollouts, inputs, stretch, follower } = this.#options;
    const { rnn } = this.#model.config;
    const { latents, hidden, actions, mixtures } = rnn;
    const choices = mixtures * mixtureDraws(rnn);
    const batch = population * rollouts;
    const features = featureCount(rnn, inputs);
    if (controllers.length !== population || starts.length !== rollouts * latents || decisions % stretch !== 0) {
      throw new ShapeError(
        `DreamEvaluator: ${population} controllers, ${rollouts} starts and a multiple of ${stretch} decisions required, got ${controllers.length}, ${starts.length / latents} and ${decisions}`,
      );
    }
    const weights = new Float32Array(population * actions * features);
    const bias = new Float32Array(population * actions);
    for (const [index, parameters] of controllers.entries()) {
      const flat = Float32Array.from(parameters);
      weights.set(flat.subarray(0, actions * features), index * actions * features);
      bias.set(flat.subarray(actions * features), index * actions);
    }
    const empty = (): Tensor => floatTensor(new Float32Array(batch * hidden), [batch, hidden]);
    let carried: Record<string, Tensor> = {
      z: floatTensor(repeated(starts, population), [batch, latents]),
      h: empty(),
      c: empty(),
      ...(follower ? { followerH: empty(), followerC: empty() } : {}),
      alive: floatTensor(new Float32Array(batch).fill(1), [batch, 1]),
      return: floatTensor(new Float32Array(batch), [batch, 1]),
    };
    for (let from = 0; from < decisions; from += stretch) {
      signal?.throwIfAborted();
      const results = await this.#session.run({
        ...carried,
        weights: floatTensor(weights, [population, 1, actions, features]),
        bias: floatTensor(bias, [population, 1, actions]),
        noise: floatTensor(
          this.#perStep(latents, (out) => rng.normalInto(out)),
          [stretch, rollouts, latents],
        ),
        uniform: floatTensor(
          this.#perStep(choices, (out) => fillUniform(out, rng)),
          [stretch, rollouts, choices],
        ),
      });
      carried = Object.fromEntries(
        Object.keys(carried).map((name) => {
          const output = `next${name[0]?.toUpperCase()}${name.slice(1)}`;
          return [name, floatTensor(floatsOf(results[output], output), results[output]?.dims ?? [])];
        }),
      );
      if (!floatsOf(carried["alive"], "alive").includes(1)) break;
    }
    const returns = floatsOf(carried["return"], "return");
    return Float64Array.from({ length: population }, (_, p) =>
      mean(returns.subarray(p * rollouts, (p + 1) * rollouts)),
    );
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  /** A draw for the R rollouts of each step. [S,R,width] */
  #perStep(width: number, fill: (out: Float32Array) => void): Float32Array {
    const { rollouts, stretch } = this.#options;
    const all = new Float32Array(stretch * rollouts * width);
    for (let step = 0; step < stretch; step++)
      fill(all.subarray(step * rollouts * width, (step + 1) * rollouts * width));
    return all;
  }
}

function repeated(row: Float32Array, times: number): Float32Array {
  const all = new Float32Array(row.length * times);
  for (let index = 0; index < times; index++) all.set(row, index * row.length);
  return all;
}

/** Keeps clear of 0 and 1, whose logarithms the Gumbel trick cannot use in float32. */
function fillUniform(out: Float32Array, rng: Rng): void {
  for (let index = 0; index < out.length; index++) out[index] = 1e-6 + (1 - 2e-6) * rng.uniform();
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
