/** What only a scenario's own declaration can be asked: its random start, its ghost, its functions. */
import { createRng } from "../../core/rng.ts";
import { createEnv } from "../../env.ts";
import { ghostPosesInto, hasGhost } from "../../kinematics.ts";
import type { Scenario } from "../../scenario-types.ts";
import { createSimulation } from "../../simulation.ts";
import { overlapFault } from "../../start-overlap.ts";
import type { ConformanceCheck, ScenarioContext } from "../conformance-types.ts";
import { traceEpisode } from "../episode-trace.ts";
import { finding } from "../finding.ts";
import { withEnv } from "../with-env.ts";

const SEEDS = 8;
const APART_SEEDS = 20;
/** Twice the sixth decimal of float32 for coordinates of some metres: what an observation rounds. */
const GHOST_TOLERANCE = 1e-4;
/** Functions whose last bits differ between JavaScript engines, or that differ from run to run. */
const UNSTEADY =
  /\b(Math\s*\.\s*(?:random|sin|cos|tan|asin|acos|atan2?|sinh|cosh|tanh|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)|Date\s*\.\s*now|new\s+Date|performance\s*\.\s*now)\s*\(/;

export const declarationOfScenarioChecks: readonly ConformanceCheck<ScenarioContext>[] = [
  {
    id: "drawn-starts",
    title: "starts different episodes for different seeds where its start draws from the rng",
    async run({ scenario }) {
      const watch = { drew: false };
      await withEnv({ create: () => createEnv(watchDraws(scenario, watch)) }, (env) => {
        const starts = Array.from({ length: SEEDS }, (_, seed) => {
          const { observation } = env.reset({ seed });
          const poses = new Float32Array(env.scene.bodies.length * 7);
          env.posesInto(poses);
          return `${JSON.stringify(observation)} ${poses}`;
        });
        if (watch.drew && new Set(starts).size === 1) {
          finding(`start draws from the rng: expected starts that differ among ${SEEDS} seeds, all are the same`);
        }
      });
    },
  },
  {
    id: "apart",
    title: "starts with bodies apart: at most half of some seeds put one inside another",
    async run({ scenario }) {
      const simulation = await createSimulation(scenario);
      try {
        const faults = Array.from({ length: APART_SEEDS }, (_, seed) => {
          simulation.begin(createRng(seed), {});
          return overlapFault(scenario, simulation.engine);
        }).filter((fault) => fault !== undefined);
        if (faults.length > APART_SEEDS / 2) finding(`start, ${faults.length} of ${APART_SEEDS} seeds: ${faults[0]}`);
      } finally {
        simulation.free();
      }
    },
  },
  {
    id: "ghost",
    title: "draws an observation where the bodies truly are, where it tells their joints",
    async run({ scenario, ...context }) {
      if (!hasGhost(scenario)) return;
      await withEnv(context, (env) => {
        const ghost = new Float32Array(scenario.scene.bodies.length * 7);
        traceEpisode(env, {
          seed: 2,
          steps: 50,
          style: "held",
          between: ({ observation }, step) => {
            // Scenery stands behind the bodies, and has no ghost.
            const all = new Float32Array(env.scene.bodies.length * 7);
            env.posesInto(all);
            const truth = all.subarray(0, ghost.length);
            ghostPosesInto(scenario, observation["state"] as Float32Array, ghost);
            const body = misplaced(truth, ghost);
            if (body >= 0) {
              const [right, wrong] = [truth, ghost].map((poses) => poses.subarray(body * 7, body * 7 + 7).join(", "));
              finding(
                `jointsFromObservation, step ${step}: expected ${env.scene.bodies[body]?.name} at (${right}), got (${wrong})`,
              );
            }
          },
        });
      });
    },
  },
  {
    id: "portable-functions",
    title: "computes with functions that have the same bits on every machine",
    async run({ scenario }) {
      for (const [name, source] of functionsOf(scenario)) {
        const used = UNSTEADY.exec(source)?.[1]?.replaceAll(/\s/g, "");
        if (used === undefined) continue;
        const instead =
          used === "Math.random" ? "the rng" : used.startsWith("Math") ? "craik/sim's" : "the state's steps";
        finding(`${name} calls ${used}, whose result is not the same everywhere: expected ${instead}`);
      }
    },
  },
];

/** The same scenario, which also says whether its start draws. */
function watchDraws(scenario: Scenario, watch: { drew: boolean }): Scenario {
  return {
    ...scenario,
    start(world, options) {
      const before = JSON.stringify(world.rng.save());
      scenario.start(world, options);
      watch.drew ||= JSON.stringify(world.rng.save()) !== before;
    },
  };
}

/** Index of the first body whose poses differ; −1 for none. */
function misplaced(truth: Float32Array, ghost: Float32Array): number {
  for (let body = 0; body * 7 < truth.length; body++) {
    const [a, b] = [truth, ghost].map((poses) => poses.subarray(body * 7, body * 7 + 7)) as [
      Float32Array,
      Float32Array,
    ];
    // A quaternion and its negative are the same rotation.
    let dot = 0;
    for (let i = 3; i < 7; i++) dot += a[i]! * b[i]!;
    const sign = dot < 0 ? -1 : 1;
    for (let i = 0; i < 7; i++) {
      if (!(Math.abs(a[i]! - (i < 3 ? 1 : sign) * b[i]!) < GHOST_TOLERANCE)) return body;
    }
  }
  return -1;
}

function functionsOf(scenario: Scenario): readonly (readonly [string, string])[] {
  const { start, control, update, reward, terminated, info, scenery, jointsFromObservation } = scenario;
  const { bodies, gravity } = scenario.declared;
  const all = { bodies, gravity, start, control, update, reward, terminated, info, scenery, jointsFromObservation };
  return Object.entries({ ...all, "observation.into": scenario.observation.into }).flatMap(([name, call]) =>
    typeof call === "function" ? [[name, call.toString()] as const] : [],
  );
}
