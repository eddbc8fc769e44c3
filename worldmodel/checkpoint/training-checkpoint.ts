/** A training run's state as a file: everything needed to go on as if it had never stopped. */
import { SpecError, StateError } from "../../sim/core/index.ts";
import type { Arrays, TrainerState } from "../models/arrays.ts";
import { decodeSafeTensors, encodeSafeTensors } from "./safetensors.ts";

const PARAMETERS = "parameters/";
const OPTIMISER = "optimiser/";

/** Throws a StateError when a number is not finite: what cannot be gone on with is never stored. */
export function encodeTrainerState(state: TrainerState): Uint8Array {
  const arrays = new Map([...prefixed(PARAMETERS, state.parameters), ...prefixed(OPTIMISER, state.optimiserState)]);
  for (const [name, array] of arrays) {
    const wrong = array.find((value) => !Number.isFinite(value));
    if (wrong !== undefined)
      throw new StateError(`checkpoint after step ${state.steps}: ${name} must be finite, got ${wrong}`);
  }
  const batch = state.batch === undefined ? {} : { batch: String(state.batch) };
  return encodeSafeTensors({ arrays, metadata: { steps: String(state.steps), ...batch } });
}

/** Throws a SpecError that names `where` when the file is not a whole, unaltered checkpoint. */
export function decodeTrainerState(file: Uint8Array, where: string): TrainerState {
  const { arrays, metadata } = decodeSafeTensors(file, where);
  const steps = Number(metadata["steps"]);
  if (!Number.isInteger(steps) || steps < 0)
    throw new SpecError(`${where}: a checkpoint's steps must be a whole number, got ${metadata["steps"]}`);
  const batch = metadata["batch"] === undefined ? {} : { batch: Number(metadata["batch"]) };
  if (batch.batch !== undefined && !(Number.isInteger(batch.batch) && batch.batch > 0))
    throw new SpecError(`${where}: a checkpoint's batch must be a positive whole number, got ${metadata["batch"]}`);
  return { steps, parameters: stripped(PARAMETERS, arrays), optimiserState: stripped(OPTIMISER, arrays), ...batch };
}

function* prefixed(prefix: string, arrays: Arrays): Generator<readonly [string, Float32Array]> {
  for (const [name, array] of arrays) yield [prefix + name, array];
}

function stripped(prefix: string, arrays: Arrays): Arrays {
  return new Map(
    [...arrays].flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array] as const] : [],
    ),
  );
}
