/** The learned model as Dynamics: what a planner rolls out. */
import {
  type Dynamics,
  type Moment,
  type Rng,
  type RolloutSize,
  type Rollouts,
  ShapeError,
  StateError,
  type StatePolicy,
  type Transitions,
} from "../sim/core/index.ts";
import { emitOnnx } from "./autodiff/emit-onnx.ts";
import type { Value } from "./autodiff/value.ts";
import { actorGraph, proposalGraph } from "./imagination/policy-graphs.ts";
import { statePolicy } from "./imagination/state-policy.ts";
import { dynamicsGraph, encodeGraph, imagine, transitions } from "./models/imagine.ts";
import { productsFor } from "./models/products.ts";
import type { WorldModel } from "./models/world-model.ts";
import { encodeOnnx } from "./onnx/encode-onnx.ts";
import { paddedRows, padRows } from "./padded-rows.ts";
import {
  floatsOf,
  floatTensor,
  openSession,
  type Session,
  type SessionOptions,
  type Tensor,
} from "./runtime/session.ts";

/** What the model believes about the present: z of the last observation, h and c of everything before it. */
export interface Belief {
  /** [Z] as observed; [E·Z], member by member, where an ensemble imagined it, whose members each go a way of their own. */
  readonly z: Float32Array;
  /** [E·H] each, member by member where M is an ensemble. */
  readonly h: Float32Array;
  readonly c: Float32Array;
}

/** Rollouts with what would be observed on the way. */
export interface Dream extends Rollouts {
  /** [N,T,O] */
  readonly observations: Float32Array;
}

/** Every call after `dispose` throws a StateError. */
export class LearnedDynamics implements Dynamics<Belief> {
  readonly name = "learned";
  readonly model: WorldModel;
  /** What the actor does in N dreams from here, its choices drawn; absent where the model has no actor. → [N,T,A] */
  readonly propose?: NonNullable<Dynamics<Belief>["propose"]>;
  /** Actor and critic for the true physics; undefined where they read more than a state, or there are none. */
  readonly statePolicy: StatePolicy | undefined;
  readonly #options: SessionOptions;
  /** Sessions by graph; each is opened once, since opening and releasing leaks in ONNX Runtime. */
  readonly #sessions = new Map<string, Promise<Session>>();
  #disposed = false;

  constructor(model: WorldModel, options: SessionOptions) {
    this.model = model;
    this.#options = options;
    if (model.config.policy) this.propose = (belief, size, rng) => this.#propose(belief, size, rng);
    this.statePolicy = statePolicy(model.config, (key, graph) => this.#session(key, graph));
  }

  get actionSpace(): Dynamics["actionSpace"] {
    return this.model.config.actionSpace;
  }

  get actionRepeat(): number {
    return this.model.config.actionRepeat;
  }

  async begin(moment: Moment): Promise<Belief> {
    const { rnn, ensemble } = this.model.config;
    const size = ensemble * rnn.hidden;
    return { z: await this.#encode(moment), h: new Float32Array(size), c: new Float32Array(size) };
  }

  async advance(belief: Belief, action: Float32Array, moment: Moment): Promise<Belief> {
    const { rnn, ensemble } = this.model.config;
    const { latents, actions, hidden } = rnn;
    const session = await this.#session("advance", () => {
      const { nextH, nextC } = dynamicsGraph(this.model.config);
      if (!nextH || !nextC) throw new StateError("LearnedDynamics: the model's graph must give nextH and nextC");
      return { nextH, nextC };
    });
    const results = await session.run({
      z: floatTensor(rowsOf(new Array<Belief>(ensemble).fill(belief), "z"), [ensemble, latents]),
      action: floatTensor(action, [1, actions]),
      h: floatTensor(belief.h, [ensemble, hidden]),
      c: floatTensor(belief.c, [ensemble, hidden]),
    });
    return {
      z: await this.#encode(moment),
      h: floatsOf(results["nextH"], "nextH"),
      c: floatsOf(results["nextC"], "nextC"),
    };
  }

  async rollout(belief: Belief, actions: Float32Array, size: RolloutSize): Promise<Rollouts> {
    return rolloutsOf(await this.#imagine([belief], actions, size, false));
  }

  /** Follows the mixture's mean, as `rollout` does. Beliefs may be those of an observation or of a step before. */
  async step(beliefs: readonly Belief[], actions: Float32Array): Promise<Transitions<Belief>> {
    const { rnn, ensemble } = this.model.config;
    const count = beliefs.length;
    if (actions.length !== count * rnn.actions) {
      throw new ShapeError(
        `LearnedDynamics.step: actions must be [N,A]=[${count},${rnn.actions}], got ${actions.length} elements`,
      );
    }
    const rows = paddedRows(count);
    const [zWidth, width] = [ensemble * rnn.latents, ensemble * rnn.hidden];
    const session = await this.#session(`step ${rows}`, () => transitions(this.model.config, rows));
    const padded = new Float32Array(rows * rnn.actions);
    padded.set(actions);
    const batch = (part: keyof Belief, size: number): Tensor =>
      floatTensor(
        padRows(
          beliefs.map((belief) => belief[part]),
          rows,
          size,
        ),
        [rows, size],
      );
    const results = await session.run({
      z: batch("z", zWidth),
      h: batch("h", width),
      c: batch("c", width),
      actions: floatTensor(padded, [rows, rnn.actions]),
    });
    const next = (name: string): Float32Array => floatsOf(results[name], name);
    const [z, h, c] = [next("nextZ"), next("nextH"), next("nextC")];
    return {
      beliefs: beliefs.map((_, n) => ({
        z: z.subarray(n * zWidth, (n + 1) * zWidth),
        h: h.subarray(n * width, (n + 1) * width),
        c: c.subarray(n * width, (n + 1) * width),
      })),
      rewards: next("rewards").subarray(0, count),
      terminated: next("terminated").subarray(0, count),
      ...(results["values"] ? { values: next("values").subarray(0, count) } : {}),
    };
  }

  /** The action that the actor thinks best; a StateError where the model has no actor. → [A] */
  async choose(belief: Belief): Promise<Float32Array> {
    const { latents, hidden } = this.model.config.rnn;
    const session = await this.#session("choose", () => actorGraph(this.model.config));
    const parts = {
      z: floatTensor(belief.z.subarray(0, latents), [1, latents]),
      h: floatTensor(belief.h.subarray(0, hidden), [1, hidden]),
      c: floatTensor(belief.c.subarray(0, hidden), [1, hidden]),
    };
    const read = session.inputNames.map((name) => [name, parts[name as keyof Belief]]);
    return floatsOf((await session.run(Object.fromEntries(read)))["action"], "action");
  }

  /** A rollout with decoded observations. actions [N,T,A] */
  async dream(belief: Belief, actions: Float32Array, size: RolloutSize): Promise<Dream> {
    return dreamOf(await this.#imagine([belief], actions, size, true));
  }

  /** One dream from each of N beliefs, all in one run. actions [N,T,A] */
  async dreamEach(beliefs: readonly Belief[], actions: Float32Array, horizon: number): Promise<Dream> {
    return dreamOf(await this.#imagine(beliefs, actions, { candidates: beliefs.length, horizon }, true));
  }

  /** Releases every session, then throws the first error of a release. Calling it again does nothing. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const opening = [...this.#sessions.values()];
    this.#sessions.clear();
    // A session that could not be opened has told the caller who asked for it, and holds nothing.
    const sessions = (await Promise.allSettled(opening)).flatMap((opened) =>
      opened.status === "fulfilled" ? [opened.value] : [],
    );
    const released = await Promise.allSettled(sessions.map((session) => session.release()));
    const failed = released.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  async #propose(belief: Belief, { candidates, horizon }: RolloutSize, rng: Rng): Promise<Float32Array> {
    const { rnn, ensemble } = this.model.config;
    const { latents, actions } = rnn;
    const memory = [1, ensemble * rnn.hidden];
    const session = await this.#session(`propose ${candidates}×${horizon}`, () =>
      proposalGraph(this.model.config, { candidates, horizon }),
    );
    const noise = new Float32Array(horizon * candidates * actions);
    rng.normalInto(noise);
    const results = await session.run({
      z: floatTensor(belief.z.subarray(0, latents), [1, latents]),
      h: floatTensor(belief.h, memory),
      c: floatTensor(belief.c, memory),
      noise: floatTensor(noise, [horizon * candidates, actions]),
    });
    return floatsOf(results["actions"], "actions");
  }

  /** From one belief that all candidates share, or from one for each. */
  async #imagine(
    beliefs: readonly Belief[],
    actions: Float32Array,
    { candidates, horizon }: RolloutSize,
    observations: boolean,
  ): Promise<Results> {
    const { rnn, ensemble } = this.model.config;
    const { latents, actions: width } = rnn;
    const memory = [beliefs.length, ensemble * rnn.hidden];
    if (actions.length !== candidates * horizon * width) {
      throw new ShapeError(
        `LearnedDynamics.rollout: actions must be [N,T,A]=[${candidates},${horizon},${width}], got ${actions.length} elements`,
      );
    }
    const imagined = beliefs.find(({ z }) => z.length !== latents);
    if (imagined) {
      throw new ShapeError(
        `LearnedDynamics.rollout: z must be [Z]=[${latents}] as observed, got [${imagined.z.length}] as an ensemble imagines it`,
      );
    }
    const start = beliefs.length === 1 ? "shared" : "each";
    const key = `imagine ${candidates}×${horizon} ${start}${observations ? " decoded" : ""}`;
    const products = productsFor(this.#options.device);
    const session = await this.#session(key, () =>
      imagine(this.model.config, { candidates, horizon, start, observations, products }),
    );
    return session.run({
      z: floatTensor(rowsOf(beliefs, "z"), [beliefs.length, latents]),
      h: floatTensor(rowsOf(beliefs, "h"), memory),
      c: floatTensor(rowsOf(beliefs, "c"), memory),
      actions: floatTensor(actions, [candidates, horizon, width]),
    });
  }

  async #encode({ observation }: Moment): Promise<Float32Array> {
    const { modality, vae, observationSpace } = this.model.config;
    const seen = observation[modality];
    const { dtype } = observationSpace[modality] ?? { dtype: "float32" };
    const array = dtype === "uint8" ? Uint8Array : Float32Array;
    if (!(seen instanceof array) || seen.length !== vae.observations) {
      throw new StateError(
        `LearnedDynamics: observation "${modality}" must have ${vae.observations} ${dtype} elements, got ${seen?.length ?? "none"}`,
      );
    }
    const session = await this.#session("encode", () => encodeGraph(this.model.config));
    const results = await session.run({ observation: floatTensor(Float32Array.from(seen), [1, vae.observations]) });
    return floatsOf(results["z"], "z");
  }

  async #session(key: string, graph: () => Readonly<Record<string, Value>>): Promise<Session> {
    if (this.#disposed) throw new StateError("LearnedDynamics: must not be disposed of, and it was");
    const known = this.#sessions.get(key);
    if (known) return known;
    const model = encodeOnnx(emitOnnx(graph(), { name: key, weights: this.model.weights }));
    const opened = openSession(model, this.#options);
    this.#sessions.set(key, opened);
    return opened;
  }
}

type Results = Awaited<ReturnType<Session["run"]>>;

function rolloutsOf(results: Results): Rollouts {
  const { disagreement, finalValues } = results;
  return {
    rewards: floatsOf(results["rewards"], "rewards"),
    terminated: floatsOf(results["terminated"], "terminated"),
    ...(finalValues ? { finalValues: floatsOf(finalValues, "finalValues") } : {}),
    ...(disagreement ? { disagreement: floatsOf(disagreement, "disagreement") } : {}),
  };
}

function dreamOf(results: Results): Dream {
  return { ...rolloutsOf(results), observations: floatsOf(results["observations"], "observations") };
}

/** One part of each belief, row by row. */
function rowsOf(beliefs: readonly Belief[], part: keyof Belief): Float32Array {
  const [first] = beliefs;
  if (beliefs.length === 1 && first) return first[part];
  const width = first?.[part].length ?? 0;
  const rows = new Float32Array(beliefs.length * width);
  for (const [row, belief] of beliefs.entries()) rows.set(belief[part], row * width);
  return rows;
}
