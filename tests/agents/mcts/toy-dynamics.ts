/** Toy problems with known answers as Dynamics: one action in [−1, 1], a state of any kind, the rules in one function. */
import type { BoxSpace, Dynamics } from "../../../sim/core/index.ts";

export interface Outcome<S> {
  readonly state: S;
  readonly reward: number;
  /** Probability that the decision ended the task. */
  readonly terminated?: number;
}

export interface Toy<S> {
  readonly rules: (state: S, action: number) => Outcome<S>;
  /** What a critic expects from a state on. */
  readonly value?: (state: S) => number;
  readonly propose?: Dynamics<S>["propose"];
  readonly actionSpace?: BoxSpace;
}

export interface ToyDynamics<S> extends Dynamics<S> {
  /** Batches so far, by what was asked. */
  readonly calls: { rollout: number; step: number };
}

export const lineSpace: BoxSpace = {
  kind: "box",
  dtype: "float32",
  shape: [1],
  low: [-1],
  high: [1],
  names: ["push"],
  units: ["1"],
};

export function createToyDynamics<S>(
  start: S,
  { rules, value, propose, actionSpace = lineSpace }: Toy<S>,
): ToyDynamics<S> {
  const calls = { rollout: 0, step: 0 };
  return {
    name: "toy",
    actionSpace,
    actionRepeat: 1,
    calls,
    begin: () => Promise.resolve(start),
    advance: (belief, action) => Promise.resolve(rules(belief, action[0]!).state),
    rollout(belief, actions, { candidates, horizon }) {
      calls.rollout++;
      const rewards = new Float32Array(candidates * horizon);
      const terminated = new Float32Array(candidates * horizon);
      const finalValues = new Float32Array(candidates);
      for (let n = 0; n < candidates; n++) {
        let [state, running] = [belief, 1];
        for (let at = n * horizon; at < (n + 1) * horizon; at++) {
          const outcome = rules(state, actions[at]!);
          rewards[at] = outcome.reward;
          running *= 1 - (outcome.terminated ?? 0);
          terminated[at] = 1 - running;
          state = outcome.state;
        }
        finalValues[n] = value?.(state) ?? 0;
      }
      return Promise.resolve({ rewards, terminated, ...(value ? { finalValues } : {}) });
    },
    step(beliefs, actions) {
      calls.step++;
      const outcomes = beliefs.map((belief, n) => rules(belief, actions[n]!));
      return Promise.resolve({
        beliefs: outcomes.map(({ state }) => state),
        rewards: Float32Array.from(outcomes, ({ reward }) => reward),
        terminated: Float32Array.from(outcomes, ({ terminated = 0 }) => terminated),
        ...(value ? { values: Float32Array.from(outcomes, ({ state }) => value(state)) } : {}),
      });
    },
    ...(propose ? { propose } : {}),
    dispose: () => Promise.resolve(),
  };
}

/** A bandit: one decision that ends the task, with a reward by action. */
export function createBandit(reward: (action: number) => number): ToyDynamics<null> {
  return createToyDynamics(null, { rules: (_, action) => ({ state: null, reward: reward(action), terminated: 1 }) });
}
