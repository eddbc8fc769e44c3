/** A point mass on a line, pushed by a bounded force: small enough to know its answers, as an environment and as Dynamics. */
import type {
  BoxSpace,
  Dynamics,
  Env,
  Moment,
  Observation,
  ResetResult,
  Rollouts,
  Snapshot,
  StepResult,
} from "../../../sim/core/index.ts";
import { createRng, StateError } from "../../../sim/core/index.ts";

const STEP_SECS = 0.05;

export const actionSpace: BoxSpace = {
  kind: "box",
  dtype: "float32",
  shape: [1],
  low: [-2],
  high: [2],
  names: ["force"],
  units: ["N"],
};

const stateSpace: BoxSpace = {
  kind: "box",
  dtype: "float32",
  shape: [2],
  low: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  high: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  names: ["position", "velocity"],
  units: ["m", "m/s"],
};

/** Position and velocity; the reward is −position² after the step; beyond |position| = 5 the task has ended. */
export type Point = readonly [number, number];

export function push([position, velocity]: Point, force: number): Point {
  const faster = velocity + STEP_SECS * Math.min(2, Math.max(-2, force));
  return [position + STEP_SECS * faster, faster];
}

export function createDoubleIntegrator(maxSteps = 60): Env {
  let point: Point = [0, 0];
  let step = 0;
  let nextSeed = 0;
  const observe = (): Observation => ({ state: Float32Array.from(point) });
  const result = (): ResetResult => ({ observation: observe(), info: {} });
  return {
    id: "double-integrator",
    observationSpace: { state: stateSpace },
    actionSpace,
    controlStepSecs: STEP_SECS,
    maxSteps,
    metadata: { autoresetMode: "disabled" },
    scene: { bodies: [], camera: { position: [0, -1, 0], target: [0, 0, 0], verticalFovRad: 1 } },
    reset({ seed = nextSeed++, options = {} } = {}) {
      const rng = createRng(seed).split("start");
      point = [Number(options["position"] ?? 1 + rng.uniform()), 0];
      step = 0;
      return result();
    },
    step(action): StepResult {
      if (step >= maxSteps) throw new StateError(`double integrator: reset must come first, step ${step} was the last`);
      point = push(point, action[0] ?? Number.NaN);
      step += 1;
      const terminated = Math.abs(point[0]) > 5;
      return { ...result(), reward: -(point[0] ** 2), terminated, truncated: !terminated && step === maxSteps };
    },
    caption: () => "",
    snapshot: (): Snapshot => ({ bytes: new Uint8Array(Float64Array.of(...point, step).buffer.slice(0)) }),
    restore(snapshot) {
      const [position = 0, velocity = 0, at = 0] = new Float64Array(snapshot.bytes.slice().buffer);
      point = [position, velocity];
      step = at;
      return result();
    },
    posesInto: () => undefined,
    close: () => undefined,
  };
}

const pointOf = (moment: Moment): Point => [
  moment.observation["state"]?.[0] ?? 0,
  moment.observation["state"]?.[1] ?? 0,
];

/** The same mathematics as Dynamics; `spoil` may alter the rollouts. */
export function createPointDynamics(
  actionRepeat: number,
  spoil: (rollouts: Rollouts) => void = () => {},
): Dynamics<Point> {
  return {
    name: "true",
    actionSpace,
    actionRepeat,
    begin: (moment) => Promise.resolve(pointOf(moment)),
    advance: (_belief, _action, moment) => Promise.resolve(pointOf(moment)),
    rollout(belief, actions, { candidates, horizon }) {
      const rewards = new Float32Array(candidates * horizon);
      const terminated = new Float32Array(candidates * horizon);
      for (let n = 0; n < candidates; n++) {
        let point = belief;
        for (let at = n * horizon; at < (n + 1) * horizon; at++) {
          for (let held = 0; held < actionRepeat; held++) {
            point = push(point, actions[at]!);
            rewards[at]! -= point[0] ** 2;
          }
        }
      }
      const rollouts = { rewards, terminated };
      spoil(rollouts);
      return Promise.resolve(rollouts);
    },
    step(beliefs, actions) {
      const rewards = new Float32Array(beliefs.length);
      const terminated = new Float32Array(beliefs.length);
      const next = beliefs.map((belief, n) => {
        let point = belief;
        for (let held = 0; held < actionRepeat; held++) {
          point = push(point, actions[n]!);
          rewards[n]! -= point[0] ** 2;
        }
        return point;
      });
      return Promise.resolve({ beliefs: next, rewards, terminated });
    },
    dispose: () => Promise.resolve(),
  };
}

export function momentAt(point: Point): Moment {
  return { observation: { state: Float32Array.from(point) }, snapshot: () => ({ bytes: new Uint8Array() }) };
}
