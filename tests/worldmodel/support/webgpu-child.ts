/** `webgpu-child.ts adapter|primitives|planners|training|resident|room|transposes`: computes on WebGPU in a process of its own; prints JSON, or why not. */
import { createRng } from "../../../sim/core/index.ts";
import { exp, square } from "../../../worldmodel/autodiff/elementwise.ts";
import { matMul } from "../../../worldmodel/autodiff/matmul.ts";
import { reduceMean } from "../../../worldmodel/autodiff/reductions.ts";
import { trainingStep } from "../../../worldmodel/autodiff/training-step.ts";
import { input, parameter } from "../../../worldmodel/autodiff/value.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import { reasonOf } from "../../../worldmodel/runtime/session.ts";
import { type Metrics, Trainer } from "../../../worldmodel/runtime/trainer.ts";
import { decideTwice, drawnPlanners, PRODUCTS } from "../../agents/support/drawn-planners.ts";
import { OPERATOR_CASES } from "./composed-cases.ts";
import { type CaseResult, measureCase } from "./evaluate-case.ts";
import { RESIDENT_TRAININGS } from "./resident-trainings.ts";
import { runGraph } from "./run-graph.ts";
import { withWholeModel } from "./run-whole.ts";
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
  planners: async () => {
    const decisions: unknown[] = [];
    for (const products of PRODUCTS) {
      for (const model of Object.values(drawnPlanners(products)))
        decisions.push(await withWholeModel(model, "webgpu", (run) => decideTwice(model, run)));
    }
    return decisions;
  },
  // Arrays of 20 GB, in five parts or more: no device binds more than 4 GiB at a time, or three such arrays to one shader.
  room: async () => {
    const steps: string[] = [];
    for (const rows of [300_000, 4, 300_000, 4]) {
      const width = 16_384;
      const weight = parameter("w", [1, width], { kind: "constant", data: new Float32Array(width) });
      const loss = reduceMean(square(matMul(input("x", [rows, 1]), weight)));
      const step = trainingStep({ loss, metrics: {}, optimiser: { clipValue: 1 } });
      const state = { parameters: initialParameters([loss], createRng(0)) };
      const trainer = await Trainer.open("room", step, state, { device: "webgpu", threads: 1 });
      const update = trainer.step({ x: new Float32Array(rows).fill(1) }, 0.1);
      steps.push(
        await update.then(
          ({ loss: found }) => `loss ${found}`,
          (error: Error) => error.name,
        ),
      );
      await trainer.dispose();
    }
    return steps;
  },
  resident: async () => {
    const losses: number[][] = [];
    for (const train of Object.values(RESIDENT_TRAININGS)) {
      const own: number[] = [];
      const device = { device: "webgpu", threads: 1, residentBytes: 2 ** 20 } as const;
      const keep = (_step: number, { loss }: Metrics): void => void own.push(loss ?? Number.NaN);
      await train(device, { onStep: keep, onHeldOut: keep });
      losses.push(own);
    }
    return losses;
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
