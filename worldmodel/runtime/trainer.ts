/** Runs a training step again and again, with parameters and optimiser state kept on the device in between. */
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { ShapeError, StateError } from "../../sim/core/index.ts";
import { averageOf } from "../autodiff/averaging.ts";
import { chainSteps, inChain } from "../autodiff/chain-steps.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import {
  type CarriedArray,
  GRADIENT_NORM,
  LEARNING_RATE_INPUT,
  NEXT,
  STEP_INPUT,
  type TrainingStep,
} from "../autodiff/training-step.ts";
import { sizeOf, type Value } from "../autodiff/value.ts";
import type { Arrays, TrainerState } from "../models/arrays.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import { runSession } from "./device-memory.ts";
import { locateNonFinite } from "./locate-non-finite.ts";
import { copyModel, ResidentArrays, readArrays } from "./resident-arrays.ts";
import { floatsOf, floatTensor, openSession, type SessionOptions, tensorOf } from "./session.ts";
import { stepsPerRun } from "./steps-per-run.ts";

export interface TrainerOptions extends SessionOptions {
  /** Steps that one call of ONNX Runtime takes where as many are given; chosen by the model's size unless given. */
  readonly stepsPerRun?: number;
}

/** What one step takes: batch arrays by input name, and the learning rate. */
export interface Update {
  readonly batch: Readonly<Record<string, Float32Array | Int32Array>>;
  readonly learningRate: number;
}

/** `loss` first. */
export type Metrics = Readonly<Record<string, number>>;

export class Trainer {
  readonly stepsPerRun: number;
  readonly #session: InferenceSession;
  readonly #step: TrainingStep;
  readonly #options: SessionOptions;
  readonly #carried: readonly CarriedArray[];
  readonly #resident: ResidentArrays;
  #tensors: Map<string, Tensor>;
  #steps: number;
  #chain: InferenceSession | undefined;
  #reader: InferenceSession | undefined;

  private constructor(
    session: InferenceSession,
    step: TrainingStep,
    options: TrainerOptions,
    state: TrainerState,
    resident: ResidentArrays,
  ) {
    this.#resident = resident;
    this.stepsPerRun = options.stepsPerRun ?? stepsPerRun(step);
    this.#session = session;
    this.#step = step;
    this.#options = options;
    this.#carried = [...step.parameters, ...step.optimiserState];
    this.#tensors = new Map(this.#carried.map((array) => [array.name, tensorFor(array, state)]));
    this.#steps = state.steps;
  }

  /** Starts from the given parameters; the optimiser's state is zero unless given. `resident`: what the step wants to stay on the device. */
  static async open(
    name: string,
    step: TrainingStep,
    state: Partial<TrainerState> & Pick<TrainerState, "parameters">,
    options: TrainerOptions,
    resident: Arrays = new Map(),
  ): Promise<Trainer> {
    const start: TrainerState = {
      steps: state.steps ?? 0,
      parameters: state.parameters,
      optimiserState:
        state.optimiserState ??
        new Map(step.optimiserState.map((array) => [array.name, new Float32Array(sizeOf(array.shape))])),
    };
    const held = step.resident.map((array) => {
      const data = checked(array.name, resident.get(array.name), array.shape);
      return [array.name, floatTensor(data, array.shape)] as const;
    });
    const session = await openStep(step, step.outputs, { ...options, name });
    const uploaded = await ResidentArrays.upload(step.resident, new Map(held), options);
    return new Trainer(session, step, options, start, uploaded);
  }

  get steps(): number {
    return this.#steps;
  }

  /** What training would give now, by the parameters' names and where it lies, as another session's inputs; good until the next step. */
  get weights(): Readonly<Record<string, Tensor>> {
    return Object.fromEntries(
      this.#step.parameters.flatMap(({ name }) => {
        const tensor = this.#tensors.get(averageOf(name)) ?? this.#tensors.get(name);
        return tensor === undefined ? [] : [[name, tensor]];
      }),
    );
  }

  /** Where each carried array lies between steps: `cpu` or `gpu-buffer`. */
  get locations(): readonly string[] {
    return this.#carried.map((array) => this.#tensors.get(array.name)?.location ?? "none");
  }

  /**
   * Takes `stepsPerRun` of the given updates in one call where there are as many, else the first alone; returns the metrics of each
   * that was taken. Updates before one that is not finite are taken, so that it is the first of a call, and refused, the next time.
   */
  async advance(updates: readonly Update[]): Promise<readonly Metrics[]> {
    const count = this.stepsPerRun;
    if (count === 1 || updates.length < count) return this.#inTurn(updates.slice(0, 1));
    this.#chain ??= await openStep(this.#step, chainSteps(this.#step, count), { ...this.#options, name: "chain" });
    const batches = updates.slice(0, count).map((update, index) => this.#batchFeeds(update, index));
    const named = batches.flatMap((feeds, index) =>
      Object.entries(feeds).map(([name, tensor]) => [inChain(index, name), tensor] as const),
    );
    const results = await runSession(this.#chain, {
      ...this.#onDevice(),
      ...Object.fromEntries(named),
    });
    const metrics = batches.map((_, index) => this.#metricsOf(results, (name) => inChain(index, name)));
    const bad = metrics.findIndex((each) => notFinite(each) !== undefined);
    if (bad >= 0) {
      this.#discard(results);
      return this.#inTurn(updates.slice(0, Math.max(bad, 1)));
    }
    this.#carryOn(results, count);
    return metrics;
  }

  async #inTurn(updates: readonly Update[]): Promise<readonly Metrics[]> {
    const metrics: Metrics[] = [];
    for (const update of updates) metrics.push(await this.step(update.batch, update.learningRate));
    return metrics;
  }

  /** One update. Throws a StateError that says where when the loss or a gradient is not finite; the state is then as before the step. */
  async step(batch: Update["batch"], learningRate: number): Promise<Metrics> {
    const feeds = this.#batchFeeds({ batch, learningRate }, 0);
    const results = await runSession(this.#session, { ...this.#onDevice(), ...feeds });
    const metrics = this.#metricsOf(results, (name) => name);
    const bad = notFinite(metrics);
    if (bad !== undefined) {
      this.#discard(results);
      const origin = (await this.#locate(batch, learningRate)) ?? "repeated on the CPU, every number is finite";
      throw new StateError(`training step ${this.#steps + 1}: ${bad} must be finite, got ${metrics[bad]}; ${origin}`);
    }
    this.#carryOn(results, 1);
    return metrics;
  }

  /** Inputs that need not be brought there. */
  #onDevice(): Record<string, Tensor> {
    return Object.fromEntries([...this.#resident.tensors, ...this.#tensors]);
  }

  /** The inputs that nothing carries, of the update that many steps ahead. */
  #batchFeeds({ batch, learningRate }: Update, ahead: number): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    for (const { name, shape } of this.#step.inputs) {
      if (name === STEP_INPUT) feeds[name] = floatTensor(Float32Array.of(this.#steps + ahead + 1), []);
      else if (name === LEARNING_RATE_INPUT) feeds[name] = floatTensor(Float32Array.of(learningRate), []);
      else feeds[name] = tensorOf(checked(name, batch[name], shape), shape);
    }
    return feeds;
  }

  #metricsOf(results: InferenceSession.OnnxValueMapType, nameOf: (metric: string) => string): Metrics {
    const read = (name: string): number => floatsOf(results[nameOf(name)] as Tensor | undefined, name)[0] ?? Number.NaN;
    return Object.fromEntries(this.#step.metrics.map((name) => [name, read(name)]));
  }

  #discard(results: InferenceSession.OnnxValueMapType): void {
    for (const { name } of this.#carried) results[NEXT + name]?.dispose();
  }

  #carryOn(results: InferenceSession.OnnxValueMapType, steps: number): void {
    const next = new Map<string, Tensor>();
    for (const { name } of this.#carried) {
      const tensor = results[NEXT + name] as Tensor | undefined;
      if (tensor === undefined) throw new StateError(`training step: output ${NEXT}${name} is missing`);
      if (this.#tensors.get(name)?.location !== "cpu") this.#tensors.get(name)?.dispose();
      next.set(name, tensor);
    }
    this.#tensors = next;
    this.#steps += steps;
  }

  /** Copies parameters and optimiser state to the CPU's memory. */
  async read(): Promise<TrainerState> {
    if (this.#options.device !== "cpu") this.#reader ??= await openSession(copyModel(this.#carried), this.#options);
    const onCpu = await readArrays(this.#carried, this.#tensors, this.#reader);
    const pick = (arrays: readonly CarriedArray[]): Arrays =>
      new Map(arrays.map(({ name }) => [name, onCpu.get(name) ?? new Float32Array()]));
    return {
      steps: this.#steps,
      parameters: pick(this.#step.parameters),
      optimiserState: pick(this.#step.optimiserState),
    };
  }

  /** Where the first number that is not finite arises when the step is taken from the present state. */
  async #locate(batch: Update["batch"], learningRate: number): Promise<string | undefined> {
    const { parameters, optimiserState } = await this.read();
    const scalars = {
      [STEP_INPUT]: Float32Array.of(this.#steps + 1),
      [LEARNING_RATE_INPUT]: Float32Array.of(learningRate),
    };
    const resident = await this.#resident.read(this.#options);
    const arrays = new Map([
      ...Object.entries({ ...batch, ...scalars }),
      ...resident,
      ...parameters,
      ...optimiserState,
    ]);
    return locateNonFinite(this.#step.outputs, arrays, this.#options.threads);
  }

  async dispose(): Promise<void> {
    for (const tensor of this.#tensors.values()) if (tensor.location !== "cpu") tensor.dispose();
    await this.#session.release();
    await this.#chain?.release();
    await this.#reader?.release();
    await this.#resident.dispose();
  }
}

/** The metric that shows that a loss or a gradient is no number. */
function notFinite(metrics: Metrics): string | undefined {
  return ["loss", GRADIENT_NORM].find((name) => !Number.isFinite(metrics[name]));
}

/** Opens one step or a chain of them; what is carried on stays on the device. */
function openStep(
  { parameters, optimiserState }: TrainingStep,
  outputs: Readonly<Record<string, Value>>,
  { name, ...options }: SessionOptions & { readonly name: string },
): Promise<InferenceSession> {
  const outputsOnDevice = [...parameters, ...optimiserState].map((array) => NEXT + array.name);
  return openSession(encodeOnnx(emitOnnx(outputs, { name })), { ...options, outputsOnDevice });
}

function tensorFor({ name, shape }: CarriedArray, state: TrainerState): Tensor {
  return floatTensor(checked(name, state.parameters.get(name) ?? state.optimiserState.get(name), shape), shape);
}

function checked<T extends Float32Array | Int32Array>(name: string, data: T | undefined, shape: readonly number[]): T {
  if (data?.length !== sizeOf(shape)) {
    throw new ShapeError(
      `training step: ${name} must have ${sizeOf(shape)} elements for [${shape.join(",")}], got ${data?.length ?? "nothing"}`,
    );
  }
  return data;
}
