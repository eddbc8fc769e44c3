/** Runs a training step again and again, with parameters and optimiser state kept on the device in between. */
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { ShapeError, StateError } from "../../sim/core/index.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import {
  type CarriedArray,
  LEARNING_RATE_INPUT,
  NEXT,
  STEP_INPUT,
  type TrainingStep,
} from "../autodiff/training-step.ts";
import { input, sizeOf } from "../autodiff/value.ts";
import type { Arrays, TrainerState } from "../models/arrays.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import { floatsOf, floatTensor, openSession, type SessionOptions } from "./session.ts";

export class Trainer {
  readonly #session: InferenceSession;
  readonly #step: TrainingStep;
  readonly #options: SessionOptions;
  readonly #carried: readonly CarriedArray[];
  #tensors: Map<string, Tensor>;
  #steps: number;
  #reader: InferenceSession | undefined;

  private constructor(session: InferenceSession, step: TrainingStep, options: SessionOptions, state: TrainerState) {
    this.#session = session;
    this.#step = step;
    this.#options = options;
    this.#carried = [...step.parameters, ...step.optimiserState];
    this.#tensors = new Map(this.#carried.map((array) => [array.name, tensorFor(array, state)]));
    this.#steps = state.steps;
  }

  /** Starts from the given parameters; the optimiser's state is zero unless given. */
  static async open(
    name: string,
    step: TrainingStep,
    state: Partial<TrainerState> & Pick<TrainerState, "parameters">,
    options: SessionOptions,
  ): Promise<Trainer> {
    const start: TrainerState = {
      steps: state.steps ?? 0,
      parameters: state.parameters,
      optimiserState:
        state.optimiserState ??
        new Map(step.optimiserState.map((array) => [array.name, new Float32Array(sizeOf(array.shape))])),
    };
    const outputsOnDevice = [...step.parameters, ...step.optimiserState].map((array) => NEXT + array.name);
    const model = encodeOnnx(emitOnnx(step.outputs, { name }));
    return new Trainer(await openSession(model, { ...options, outputsOnDevice }), step, options, start);
  }

  get steps(): number {
    return this.#steps;
  }

  /** Where each carried array lies between steps: `cpu` or `gpu-buffer`. */
  get locations(): readonly string[] {
    return this.#carried.map((array) => this.#tensors.get(array.name)?.location ?? "none");
  }

  /**
   * One update. Batch arrays by input name; returns the metrics, `loss` first.
   * Throws a StateError when the loss is not finite; the state is then as before the step.
   */
  async step(
    batch: Readonly<Record<string, Float32Array>>,
    learningRate: number,
  ): Promise<Readonly<Record<string, number>>> {
    const feeds: Record<string, Tensor> = Object.fromEntries(this.#tensors);
    for (const { name, shape } of this.#step.inputs) {
      if (name === STEP_INPUT) feeds[name] = floatTensor(Float32Array.of(this.#steps + 1), []);
      else if (name === LEARNING_RATE_INPUT) feeds[name] = floatTensor(Float32Array.of(learningRate), []);
      else feeds[name] = floatTensor(checked(name, batch[name], shape), shape);
    }
    const results = await this.#session.run(feeds);
    const metrics: Record<string, number> = {};
    for (const name of this.#step.metrics) metrics[name] = floatsOf(results[name], name)[0] ?? Number.NaN;
    if (!Number.isFinite(metrics["loss"])) {
      for (const { name } of this.#carried) results[NEXT + name]?.dispose();
      throw new StateError(`training step ${this.#steps + 1}: loss must be finite, got ${metrics["loss"]}`);
    }
    const next = new Map<string, Tensor>();
    for (const { name } of this.#carried) {
      const tensor = results[NEXT + name];
      if (tensor === undefined) throw new StateError(`training step: output ${NEXT}${name} is missing`);
      if (this.#tensors.get(name)?.location !== "cpu") this.#tensors.get(name)?.dispose();
      next.set(name, tensor);
    }
    this.#tensors = next;
    this.#steps += 1;
    return metrics;
  }

  /** Copies parameters and optimiser state to the CPU's memory. */
  async read(): Promise<TrainerState> {
    const onCpu = new Map<string, Float32Array>();
    if (this.#options.device === "cpu") {
      for (const [name, tensor] of this.#tensors) onCpu.set(name, Float32Array.from(floatsOf(tensor, name)));
    } else {
      this.#reader ??= await openSession(identityModel(this.#carried), this.#options);
      const results = await this.#reader.run(Object.fromEntries(this.#tensors));
      for (const { name } of this.#carried) onCpu.set(name, Float32Array.from(floatsOf(results[`read:${name}`], name)));
    }
    const pick = (arrays: readonly CarriedArray[]): Arrays =>
      new Map(arrays.map(({ name }) => [name, onCpu.get(name) ?? new Float32Array()]));
    return {
      steps: this.#steps,
      parameters: pick(this.#step.parameters),
      optimiserState: pick(this.#step.optimiserState),
    };
  }

  async dispose(): Promise<void> {
    for (const tensor of this.#tensors.values()) if (tensor.location !== "cpu") tensor.dispose();
    await this.#session.release();
    await this.#reader?.release();
  }
}

/** `getData()` on a device tensor crashes in ONNX Runtime 1.30, so a graph of identities carries the arrays back. */
function identityModel(arrays: readonly CarriedArray[]): Uint8Array {
  const outputs = Object.fromEntries(arrays.map(({ name, shape }) => [`read:${name}`, input(name, shape)]));
  return encodeOnnx(emitOnnx(outputs, { name: "read-back" }));
}

function tensorFor({ name, shape }: CarriedArray, state: TrainerState): Tensor {
  return floatTensor(checked(name, state.parameters.get(name) ?? state.optimiserState.get(name), shape), shape);
}

function checked(name: string, data: Float32Array | undefined, shape: readonly number[]): Float32Array {
  if (data?.length !== sizeOf(shape)) {
    throw new ShapeError(
      `training step: ${name} must have ${sizeOf(shape)} elements for [${shape.join(",")}], got ${data?.length ?? "nothing"}`,
    );
  }
  return data;
}
