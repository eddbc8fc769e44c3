/** Coloured noise in the action space: exploration whose slow part is as strong as one likes. */
import { type Agent, type BoxSpace, createRng, pow, type Rng, SpecError, StateError } from "../../sim/core/index.ts";
import { actionBox, denormalizeInto } from "../action-box.ts";
import { createInverseFft } from "./inverse-fft.ts";

export interface ColouredAgentOptions {
  /** Control steps for which each action is held. */
  readonly actionRepeat: number;
  /** β of the power spectrum 1/f^β: 0 is white, 1 pink, 2 red. */
  readonly beta: number;
  /** Standard deviation of the actions before they are cut at the bounds, in half ranges. */
  readonly std: number;
  /** Control steps of the longest episode; after them a new sequence begins. */
  readonly steps: number;
}

/** Pink noise, the best single choice over many tasks (Eberhard et al. 2023); the deviation with which iCEM starts (Pinneri et al. 2020). */
const DEFAULTS: Omit<ColouredAgentOptions, "steps"> = { actionRepeat: 1, beta: 1, std: 0.5 };

/**
 * An agent that draws for each episode and each element of the action one sequence with a power spectrum of 1/f^β (Timmer & König
 * 1995), as iCEM does for its candidates, and cuts it at the bounds. Its name tells a β that is not the default.
 */
export function createColouredAgent(
  space: BoxSpace,
  options: Partial<ColouredAgentOptions> & Pick<ColouredAgentOptions, "steps">,
): Agent {
  const { actionRepeat, beta, std, steps } = { ...DEFAULTS, ...options };
  if (!(beta >= 0 && Number.isFinite(beta)))
    throw new SpecError(`createColouredAgent: beta must be a number of at least 0, got ${beta}`);
  const box = actionBox(space, "createColouredAgent");
  const sequence = createSequence(Math.ceil(steps / actionRepeat), beta);
  const noise = Array.from({ length: box.size }, () => new Float64Array(sequence.length));
  const u = new Float64Array(box.size);
  let rng: Rng | null = null;
  let next = 0;
  return {
    name: beta === DEFAULTS.beta ? "coloured" : `coloured-${beta}`,
    actionRepeat,
    begin(_moment, seed) {
      rng = createRng(seed).split("coloured agent");
      next = sequence.length;
      return Promise.resolve();
    },
    act() {
      if (rng === null) return Promise.reject(new StateError("coloured agent: begin must come before act, it did not"));
      if (next >= sequence.length) {
        for (const element of noise) sequence.drawInto(rng, element);
        next = 0;
      }
      for (let i = 0; i < box.size; i++) u[i] = Math.min(1, Math.max(-1, std * noise[i]![next]!));
      next += 1;
      const action = new Float32Array(box.size);
      denormalizeInto(box, u, action);
      return Promise.resolve(action);
    },
    dispose: () => Promise.resolve(),
  };
}

interface Sequence {
  /** N, a power of two. */
  readonly length: number;
  /** Draws a sequence [N] whose elements have unit variance. */
  drawInto(rng: Rng, out: Float64Array): void;
}

/** The spectrum of `createNoiseSampler` for long sequences, which begin anywhere in the period that their transform implies. */
function createSequence(atLeast: number, beta: number): Sequence {
  let length = 2;
  while (length < atLeast) length *= 2;
  const half = length / 2;
  const inverse = createInverseFft(length);
  // Each frequency but the constant and Nyquist's stands for its mirror as well.
  const power = Float64Array.from(
    { length: half + 1 },
    (_, k) => (k === 0 || k === half ? 1 : 2) * pow(Math.max(1, k), -beta),
  );
  const total = power.reduce((sum, value) => sum + value, 0);
  const scale = power.map((value) => Math.sqrt(value / total));
  const imaginary = new Float64Array(length);
  return {
    length,
    drawInto(rng, out) {
      out.fill(0);
      imaginary.fill(0);
      for (let k = 0; k <= half; k++) {
        out[k] = scale[k]! * rng.normal();
        if (k > 0 && k < half) imaginary[k] = -scale[k]! * rng.normal();
      }
      inverse(out, imaginary);
    },
  };
}
