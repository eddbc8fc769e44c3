/** M: a mixture-density LSTM that predicts the next z, the reward and termination from (z, action, h) (Ha & Schmidhuber 2018, appendix A.2). */
import { inputAt } from "../autodiff/arguments.ts";
import { expand } from "../autodiff/broadcast.ts";
import { multiply, relu, sigmoid, stopGradient } from "../autodiff/elementwise.ts";
import { concat, split } from "../autodiff/layout.ts";
import { requireShape, rowsPerStep } from "../autodiff/require-shape.ts";
import { constant, type Value } from "../autodiff/value.ts";
import { inLayer } from "../layers/in-layer.ts";
import { linear, linearHeads } from "../layers/linear.ts";
import { lstm } from "../layers/lstm.ts";
import type { LstmState } from "../layers/lstm-cell.ts";
import { type Mixture, type MixtureOptions, mixtureHeads, mixtureMean, mixtureOf } from "./mixture.ts";
import type { Products } from "./products.ts";
import { type TrainedRange, withinRange } from "./trained-range.ts";

export interface RnnOptions extends MixtureOptions {
  /** A */
  readonly actions: number;
  /** H */
  readonly hidden: number;
  /** Units of a hidden layer between (h, z, action) and the heads; 0 for the paper's direct linear heads. */
  readonly headUnits: number;
  /** Whether M predicts rewards. Without it every reward is predicted as 0. */
  readonly reward: boolean;
  /** Whether M predicts termination. Without it nothing is predicted ever to end. */
  readonly termination: boolean;
  /** Of what it was trained on: single steps take a z outside for the nearest within. Any z is taken as it is without one. */
  readonly range?: TrainedRange;
}

export interface Outcomes {
  /** Reward of the coming decision, as the model's scale has it. [B,1] */
  readonly reward: Value;
  /** Logit of termination. [B,1] */
  readonly termination: Value;
}

/** What M says about the next step; rows B are samples. */
export interface Prediction extends Mixture, Outcomes {}

export interface MeanStep {
  /** The mixture's mean. [B,Z] */
  readonly z: Value;
  readonly state: LstmState;
  /** What the heads read, for `outcomes`. [B,F] */
  readonly features: Value;
}

export interface Rnn {
  readonly options: RnnOptions;
  /** One step. z [B,Z], action [B,A] → the prediction and the next h, c. */
  step(z: Value, action: Value, state: LstmState): { readonly prediction: Prediction; readonly state: LstmState };
  /** One step along the mixture's mean with the fewest operators: as `step` and `expectedLatent`, up to rounding. h and c [B,H]. */
  stepToMean(z: Value, action: Value, state: LstmState): MeanStep;
  /** Of the features of any steps. [R,F] */
  outcomes(features: Value): Outcomes;
  /**
   * h and c after the U decisions before a window, from an empty memory and without a gradient (burn-in: Kapturowski et al. 2019,
   * section 3). z [U·B,Z], action [U·B,A], step by step; past [U·B,1] is 1 for a decision and 0 before the episode's first one,
   * where memory stays empty.
   */
  burnIn(z: Value, action: Value, past: Value, steps: number): LstmState;
  /** All steps with given z. z [T·B,Z], action [T·B,A], step by step → a prediction with T·B rows. */
  sequence(z: Value, action: Value, state: LstmState, steps: number): Prediction;
}

/** What the weights of its LSTM are called. */
export function memoryOf(name: string): string {
  return `${name}.lstm`;
}

/** A logit whose probability is 0 in float32. */
const NEVER = -200;

/** Parameters `<name>.lstm.…`, `<name>.head.…` where there is a hidden layer, and `<name>.heads.…`. */
export function rnn(options: RnnOptions, name = "rnn"): Rnn {
  const { latents, actions, hidden, headUnits, range } = options;
  const memory = lstm(memoryOf(name), latents + actions, hidden);
  const trunk = headUnits > 0 ? linear(`${name}.head`, headUnits) : undefined;
  const mixtureSizes = mixtureHeads(options);
  const outcomes = (["reward", "termination"] as const).filter((outcome) => options[outcome]);
  const heads = linearHeads(`${name}.heads`, [...mixtureSizes, ...outcomes.map(() => 1)]);

  /** (z, action) of each row. */
  const seen = (z: Value, action: Value): Value => {
    const rows = z.shape[0] ?? 0;
    requireShape("z", z, "[B,Z]", [rows, latents]);
    requireShape("action", action, "[B,A]", [rows, actions]);
    return concat([z, action], 1);
  };

  const featuresOf = (h: Value, z: Value, action: Value): Value => (trunk ? relu(trunk(concat([h, z, action], 1))) : h);

  const outcomesOf = (rows: number, outcome: readonly Value[]): Outcomes => {
    const without = (value: number): Value => constant(new Float32Array(rows).fill(value), [rows, 1]);
    return {
      reward: outcome[outcomes.indexOf("reward")] ?? without(0),
      termination: outcome[outcomes.indexOf("termination")] ?? without(NEVER),
    };
  };

  const predict = (h: Value, z: Value, action: Value, products: Products): Prediction => {
    const outputs = heads[products](featuresOf(h, z, action));
    return { ...mixtureOf(options, outputs, z), ...outcomesOf(h.shape[0] ?? 0, outputs.slice(mixtureSizes.length)) };
  };

  const meanOf = mixtureMean(options);
  const known = range ? withinRange(range) : (z: Value): Value => z;

  return {
    options,
    step: (z, action, state) =>
      inLayer("rnn", () => {
        const from = known(z);
        const next = memory.step(seen(from, action), state);
        return { prediction: predict(next.h, from, action, "apart"), state: next };
      }),
    stepToMean: (z, action, state) =>
      inLayer("rnn", () => {
        const from = known(z);
        const next = memory.stepInOneProduct([from, action], state);
        const features = featuresOf(next.h, from, action);
        return { z: meanOf(features, heads.columns(features), from), state: next, features };
      }),
    outcomes: (features) =>
      inLayer("rnn", () => outcomesOf(features.shape[0] ?? 0, heads.apart(features).slice(mixtureSizes.length))),
    burnIn: (z, action, past, steps) =>
      inLayer("rnn", () => {
        const batch = rowsPerStep("z", z, steps);
        requireShape("past", past, "[U·B,1]", [steps * batch, 1]);
        const parts = new Array<number>(steps).fill(batch);
        const x = split(seen(z, action), 0, parts);
        const empty = constant(new Float32Array(batch * hidden), [batch, hidden]);
        let state: LstmState = { h: empty, c: empty };
        for (const [step, keep] of split(past, 0, parts).entries()) {
          const { h, c } = memory.step(inputAt(x, step), state);
          state = { h: multiply(h, keep), c: multiply(c, keep) };
        }
        return { h: stopGradient(state.h), c: stopGradient(state.c) };
      }),
    sequence: (z, action, state, steps) =>
      inLayer("rnn", () => predict(concat(memory.sequence(seen(z, action), state, steps), 0), z, action, "joined")),
  };
}

/** Probability of termination. → [B,1] */
export function terminationProbability({ termination }: Prediction): Value {
  return inLayer("rnn.termination", () => sigmoid(termination));
}

/** One row repeated for a batch. x [1,F] → [rows,F] */
export function repeatRow(x: Value, rows: number): Value {
  return expand(x, [rows, x.shape[1] ?? 0]);
}
