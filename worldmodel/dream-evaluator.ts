/** Scores linear controllers by their return in the dream. */
import { type Rng, ShapeError } from "../sim/core/index.ts";
import { emitOnnx } from "./autodiff/emit-onnx.ts";
import { type DreamPopulation, goingOn, mapRows } from "./dream-population.ts";
import { featureCount } from "./models/controller.ts";
import { fillUniform } from "./models/draw-latent.ts";
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
  tensorOf,
} from "./runtime/session.ts";

export interface DreamEvaluatorOptions extends Omit<DreamRolloutOptions, "memory" | "dreams"> {
  /** A second M, such as an untrained one, whose h and c the controllers read in place of the dreaming one's; of the same sizes. */
  readonly follower?: WorldModel | undefined;
}

/** Decisions per run of the graph where nothing asks for another number: enough that what a run costs besides does not show. */
export const DREAM_STRETCH = 25;

/**
 * Shares of a population for which there are graphs. Dreams that end do so at their own times: in one graph for all, the last one to
 * end would take as long as all of them.
 */
const SHARES = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16];

export class DreamEvaluator {
  readonly #model: WorldModel;
  readonly #options: DreamEvaluatorOptions;
  readonly #sessionOptions: SessionOptions;
  /** By number of dreams, from the first time that it was needed on: one for each share at most, each with its own copy of M's weights. */
  readonly #sessions = new Map<number, Promise<Session>>();

  private constructor(model: WorldModel, options: DreamEvaluatorOptions, sessionOptions: SessionOptions) {
    this.#model = model;
    this.#options = options;
    this.#sessionOptions = sessionOptions;
  }

  static async open(
    model: WorldModel,
    options: DreamEvaluatorOptions,
    sessionOptions: SessionOptions,
  ): Promise<DreamEvaluator> {
    const evaluator = new DreamEvaluator(model, options, sessionOptions);
    await evaluator.#sessionFor(options.population * options.rollouts);
    return evaluator;
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
    const { population, rollouts, stretch } = this.#options;
    const { latents } = this.#model.config.rnn;
    if (controllers.length !== population || starts.length !== rollouts * latents || decisions % stretch !== 0) {
      throw new ShapeError(
        `DreamEvaluator: ${population} controllers, ${rollouts} starts and a multiple of ${stretch} decisions required, got ${controllers.length}, ${starts.length / latents} and ${decisions}`,
      );
    }
    const all = population * rollouts;
    const sizes = SHARES.map((share) => Math.ceil(share * all));
    const weights = this.#weightsOf(controllers);
    const returns = new Float32Array(all);
    let dreams: DreamPopulation | undefined = this.#begin(starts);
    for (let from = 0; from < decisions && dreams; from += stretch) {
      signal?.throwIfAborted();
      dreams = await this.#dreamOn(dreams, { ...weights, ...this.#draw(rng) });
      for (const [row, number] of dreams.numbers.entries()) returns[number] = dreams.carried.return[row] ?? 0;
      dreams = goingOn(dreams, sizes);
    }
    return Float64Array.from({ length: population }, (_, p) =>
      mean(returns.subarray(p * rollouts, (p + 1) * rollouts)),
    );
  }

  async dispose(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(async (session) => (await session).release()));
  }

  #sessionFor(dreams: number): Promise<Session> {
    const known = this.#sessions.get(dreams);
    if (known) return known;
    const session = this.#open(dreams);
    this.#sessions.set(dreams, session);
    // One that could not be opened leaves nothing to release.
    session.catch(() => this.#sessions.delete(dreams));
    return session;
  }

  #open(dreams: number): Promise<Session> {
    const { follower, ...options } = this.#options;
    const memory = follower ? "follower" : "own";
    const graph = emitOnnx(dreamRollout(this.#model.config, { ...options, dreams, memory }), {
      name: "dream-rollout",
      weights: follower ? withFollower(this.#model, follower) : this.#model.weights,
    });
    return openSession(encodeOnnx(graph), this.#sessionOptions);
  }

  /** All dreams at their starts, with an empty memory. */
  #begin(starts: Float32Array): DreamPopulation {
    const { population, rollouts, follower } = this.#options;
    const { hidden } = this.#model.config.rnn;
    const all = population * rollouts;
    const empty = (): Float32Array => new Float32Array(all * hidden);
    return {
      numbers: Int32Array.from({ length: all }, (_, number) => number),
      carried: {
        z: repeated(starts, population),
        h: empty(),
        c: empty(),
        ...(follower ? { followerH: empty(), followerC: empty() } : {}),
        alive: new Float32Array(all).fill(1),
        return: new Float32Array(all),
      },
    };
  }

  /** Follows them for a stretch. fed: what `#weightsOf` and `#draw` give. */
  async #dreamOn(dreams: DreamPopulation, fed: Readonly<Record<string, Tensor>>): Promise<DreamPopulation> {
    const { numbers, carried } = dreams;
    const { rollouts } = this.#options;
    const size = numbers.length;
    const session = await this.#sessionFor(size);
    const rows = Object.entries(carried).map(
      ([name, array]) => [name, floatTensor(array, [size, array.length / size])] as const,
    );
    const results = await session.run({
      ...fed,
      ...Object.fromEntries(rows),
      controller: tensorOf(
        numbers.map((number) => Math.floor(number / rollouts)),
        [size],
      ),
      rollout: tensorOf(
        numbers.map((number) => number % rollouts),
        [size],
      ),
    });
    const next = mapRows(carried, (name) => {
      const output = `next${name[0]?.toUpperCase()}${name.slice(1)}`;
      return floatsOf(results[output], output);
    });
    return { numbers, carried: next };
  }

  /** → weights [P,A·F], bias [P,A] */
  #weightsOf(controllers: readonly ArrayLike<number>[]): Readonly<Record<"weights" | "bias", Tensor>> {
    const { population, inputs } = this.#options;
    const { rnn } = this.#model.config;
    const width = rnn.actions * featureCount(rnn, inputs);
    const weights = new Float32Array(population * width);
    const bias = new Float32Array(population * rnn.actions);
    for (const [index, parameters] of controllers.entries()) {
      const flat = Float32Array.from(parameters);
      weights.set(flat.subarray(0, width), index * width);
      bias.set(flat.subarray(width), index * rnn.actions);
    }
    return { weights: floatTensor(weights, [population, width]), bias: floatTensor(bias, [population, rnn.actions]) };
  }

  /** What the R rollouts of a stretch are drawn by. → noise [S,R,Z], uniform [S,R,K·Z], joint [S,R,K] */
  #draw(rng: Rng): Readonly<Record<"noise" | "uniform", Tensor>> {
    const { rollouts, stretch } = this.#options;
    const { rnn } = this.#model.config;
    const perStep = (width: number, fill: (out: Float32Array) => void): Tensor => {
      const drawn = new Float32Array(stretch * rollouts * width);
      for (let step = 0; step < stretch; step++)
        fill(drawn.subarray(step * rollouts * width, (step + 1) * rollouts * width));
      return floatTensor(drawn, [stretch, rollouts, width]);
    };
    return {
      noise: perStep(rnn.latents, (out) => rng.normalInto(out)),
      uniform: perStep(rnn.mixtures * mixtureDraws(rnn), (out) => fillUniform(out, rng)),
    };
  }
}

function repeated(row: Float32Array, times: number): Float32Array {
  const all = new Float32Array(row.length * times);
  for (let index = 0; index < times; index++) all.set(row, index * row.length);
  return all;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
