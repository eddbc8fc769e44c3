/** A training run's state as a file: everything needed to go on as if it had never stopped. */
import { SpecError, StateError } from "../../sim/core/index.ts";
import type { Arrays, TrainerState } from "../models/arrays.ts";
import { decodeSafeTensors, encodeSafeTensors } from "./safetensors.ts";

const PARAMETERS = "parameters/";
const OPTIMISER = "optimiser/";
const BEST = "best/";

/** What a checkpoint was made with, such as its stage and its data, by name. */
export type About = Readonly<Record<string, string>>;

export interface Checkpoint extends TrainerState {
  readonly about: About;
}

/** Throws a StateError when a number is not finite: what cannot be gone on with is never stored. */
export function encodeTrainerState(state: TrainerState, about: About = {}): Uint8Array {
  const { best } = state;
  const arrays = new Map([
    ...prefixed(PARAMETERS, state.parameters),
    ...prefixed(OPTIMISER, state.optimiserState),
    ...(best ? prefixed(BEST, best.parameters) : []),
  ]);
  for (const [name, array] of arrays) {
    const wrong = array.find((value) => !Number.isFinite(value));
    if (wrong !== undefined)
      throw new StateError(`checkpoint after step ${state.steps}: ${name} must be finite, got ${wrong}`);
  }
  return encodeSafeTensors({
    arrays,
    metadata: {
      ...about,
      steps: String(state.steps),
      ...(state.batch === undefined ? {} : { batch: String(state.batch) }),
      // A number's text reads back as the same number.
      ...(best ? { bestSteps: String(best.steps), bestLoss: String(best.loss) } : {}),
    },
  });
}

/** Throws a SpecError that names `where` when the file is not a whole, unaltered checkpoint. */
export function decodeTrainerState(file: Uint8Array, where: string): Checkpoint {
  const { arrays, metadata } = decodeSafeTensors(file, where);
  const wholeIn = (name: string, text: string | undefined, least: number): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least)
      throw new SpecError(`${where}: a checkpoint's ${name} must be a whole number from ${least}, got ${text}`);
    return number;
  };
  const { steps, batch, bestSteps, bestLoss, ...about } = metadata;
  const best =
    bestLoss === undefined ? undefined : { steps: wholeIn("bestSteps", bestSteps, 0), loss: Number(bestLoss) };
  return {
    about,
    steps: wholeIn("steps", steps, 0),
    parameters: stripped(PARAMETERS, arrays),
    optimiserState: stripped(OPTIMISER, arrays),
    ...(batch === undefined ? {} : { batch: wholeIn("batch", batch, 1) }),
    ...(best ? { best: { ...best, parameters: stripped(BEST, arrays) } } : {}),
  };
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
