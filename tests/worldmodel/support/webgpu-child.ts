/** `webgpu-child.ts adapter|primitives|training|transposes`: computes on WebGPU in a process of its own; prints JSON, or why not. */
import { exp } from "../../../worldmodel/autodiff/elementwise.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { reasonOf } from "../../../worldmodel/runtime/session.ts";
import { OPERATOR_CASES } from "./composed-cases.ts";
import { type CaseResult, measureCase } from "./evaluate-case.ts";
import { runGraph } from "./run-graph.ts";
import {
  DEVICE_STEPS,
  DEVICE_TRAINING_CASES,
  runTrainingCase,
  STEPS_PER_RUN,
  type TrainingRun,
} from "./training-cases.ts";
import { countTransposes } from "./transposes.ts";

export type WebgpuPrimitives = readonly CaseResult[];
/** Each case with each number of steps in a run. */
export type WebgpuTraining = readonly Pick<TrainingRun, "losses" | "locations">[];

const TASKS: Readonly<Record<string, () => Promise<unknown>>> = {
  adapter: () => runGraph({ y: exp(input("x", [1])) }, { x: { shape: [1], data: Float32Array.of(0) } }, "webgpu"),
  primitives: async () => {
    const results: CaseResult[] = [];
    // One session at a time: two WebGPU sessions must not run at once.
    for (const probe of OPERATOR_CASES) results.push(await measureCase(probe, "webgpu"));
    return results;
  },
  transposes: () => countTransposes("webgpu", "craik"),
  training: async () => {
    const results: unknown[] = [];
    for (const make of Object.values(DEVICE_TRAINING_CASES)) {
      for (const stepsPerRun of STEPS_PER_RUN) {
        const options = { device: "webgpu", threads: 1, stepsPerRun } as const;
        const { losses, locations } = await runTrainingCase(make(), DEVICE_STEPS, options);
        results.push({ losses, locations });
      }
    }
    return results;
  },
};

try {
  process.stdout.write(JSON.stringify(await TASKS[process.argv[2] ?? ""]?.()));
} catch (error) {
  process.stdout.write(reasonOf(error));
  process.exitCode = 1;
}
