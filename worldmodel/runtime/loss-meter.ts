/** Measures losses on batches that nothing is learnt from. */
import { StateError } from "../../sim/core/index.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import { ancestors } from "../autodiff/gradients.ts";
import type { Value } from "../autodiff/value.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import { runSession } from "./device-memory.ts";
import { floatsOf, openSession, type Session, type SessionOptions, type Tensor, tensorOf } from "./session.ts";
import type { Metrics, Update } from "./trainer.ts";

/** Always the same batches, so that two measurements differ by the parameters alone. */
export class LossMeter {
  readonly #session: Session;
  readonly #names: readonly string[];
  readonly #batches: readonly Readonly<Record<string, Tensor>>[];

  private constructor(
    session: Session,
    names: readonly string[],
    batches: readonly Readonly<Record<string, Tensor>>[],
  ) {
    this.#session = session;
    this.#names = names;
    this.#batches = batches;
  }

  /** Batches by input name; what the losses do not depend on is left out. */
  static async open(
    losses: Readonly<Record<string, Value>>,
    batches: readonly Update["batch"][],
    options: SessionOptions,
  ): Promise<LossMeter> {
    const inputs = ancestors(Object.values(losses)).flatMap(({ origin, shape }) =>
      origin.kind === "input" ? [{ name: origin.name, shape }] : [],
    );
    const tensors = batches.map((batch) =>
      Object.fromEntries(
        inputs.map(({ name, shape }) => {
          const array = batch[name];
          if (array === undefined) throw new StateError(`LossMeter: batches must hold ${name}, one does not`);
          return [name, tensorOf(array, shape)];
        }),
      ),
    );
    const model = encodeOnnx(emitOnnx(losses, { name: "measure-losses" }));
    return new LossMeter(await openSession(model, options), Object.keys(losses), tensors);
  }

  /** The mean of each loss over the batches, with these parameters. */
  async measure(parameters: Readonly<Record<string, Tensor>>): Promise<Metrics> {
    const sums = new Float64Array(this.#names.length);
    for (const batch of this.#batches) {
      const results = await runSession(this.#session, { ...parameters, ...batch });
      for (const [index, name] of this.#names.entries()) sums[index]! += floatsOf(results[name], name)[0] ?? Number.NaN;
    }
    return Object.fromEntries(this.#names.map((name, index) => [name, sums[index]! / this.#batches.length]));
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
