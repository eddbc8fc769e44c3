/** Whole training steps against PyTorch (Debian's python3-torch), in float64 there. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import { weightsOf } from "../../../worldmodel/training/held-out.ts";
import { expectClose } from "../support/expect-close.ts";
import { pythonHas, runPython } from "../support/system-python.ts";
import {
  EVERY_OPTION,
  imaginationCase,
  pixelVaeCase,
  rnnCase,
  runTrainingCase,
  type TrainingCase,
  vaeCase,
} from "../support/training-cases.ts";

const SCRIPT = join(import.meta.dirname, "../python/training_steps.py");
const STEPS = 6;
const torch = pythonHas("torch");

interface Case {
  readonly title: string;
  readonly make: () => TrainingCase;
  /** Bound on the difference of a weight. */
  readonly tolerance?: number;
}

/**
 * Adam divides by √v + ε: a gradient near 0 has its rounding amplified up to the step itself, 0.01. Such elements
 * are rare; elsewhere weights move as gradients do, to about 1e-5 of a step each time.
 */
const TOLERANCE = 2e-5;

const CASES: readonly Case[] = [
  { title: "V", make: () => vaeCase(0) },
  // Its gradients are sums over 4,096 pixels instead of 6 rows: their rounding is √(4,096 / 6), some 25, times as large.
  { title: "V of pixels", make: pixelVaeCase, tolerance: 10 * TOLERANCE },
  // In the first batches the divergence of some rows lies below 0.04 a latent and of others above.
  { title: "V with tolerated divergence", make: () => vaeCase(0.04) },
  { title: "M with linear heads and clipped gradients", make: () => rnnCase({ residual: false, headUnits: 0 }) },
  {
    title: "M with residual means, hidden heads and clipped gradients",
    make: () => rnnCase({ residual: true, headUnits: 5 }),
  },
  { title: "M with a burn-in", make: () => rnnCase({ residual: true, headUnits: 5, burnIn: 4 }) },
  {
    title: "M with a joint mixture and gates",
    make: () => rnnCase({ residual: "gated", joint: true, headUnits: 5 }),
  },
  { title: "M without clipping", make: () => rnnCase({ residual: true, headUnits: 5 }, {}) },
  {
    title: "M within a bound on the norm",
    make: () => rnnCase({ residual: true, headUnits: 5 }, { clipNorm: 0.5 }),
  },
  {
    title: "M with decay in the gradient",
    make: () => rnnCase({ residual: true, headUnits: 5 }, { weightDecay: 0.3 }),
  },
  {
    title: "M with AdamW, both bounds and averages",
    make: () => rnnCase({ residual: true, headUnits: 5 }, EVERY_OPTION),
  },
  { title: "actor and critic", make: () => imaginationCase({}) },
  { title: "actor and a slow critic", make: () => imaginationCase({ averaging: 0.7, clipNorm: 1 }) },
  {
    title: "actor and critic in the dreams of an ensemble's first member",
    make: () => imaginationCase({ averaging: 0.7 }, { residual: false, headUnits: 0, ensemble: 2 }),
  },
];

describe.skipIf(!torch)(`training steps${torch ? "" : " (skipped: python3-torch is not installed)"}`, () => {
  it.each(CASES)("of $title follow PyTorch's losses and weights", async ({ make, tolerance = TOLERANCE }) => {
    const training = make();
    const ours = await runTrainingCase(training, STEPS, { device: "cpu", threads: 1 });
    const theirs = await torchRun(training);
    // Losses below 100 in float32: 2⁻²⁴ relative for each of a few hundred roundings that mostly cancel.
    expectClose(ours.losses, theirs.losses, 1e-5);
    for (const [name, weights] of ours.state.parameters) expectClose(weights, theirs.weights[name]!, tolerance);
    // With averaging, what training gives are PyTorch's weights after each step, weighed by βᵃᵍᵉ.
    for (const [name, weights] of weightsOf(ours.state)) expectClose(weights, theirs.averages[name]!, tolerance);
  });
});

interface TorchRun {
  readonly losses: readonly number[];
  readonly weights: Readonly<Record<string, readonly number[]>>;
  /** The weights again where nothing is averaged. */
  readonly averages: Readonly<Record<string, readonly number[]>>;
}

async function torchRun(training: TrainingCase): Promise<TorchRun> {
  const batches = Array.from({ length: STEPS }, (_, index) =>
    Object.fromEntries(Object.entries(training.batch(index)).map(([name, data]) => [name, [...data]])),
  );
  const weights = Object.fromEntries(
    training.step.parameters.map(({ name, shape }) => [
      name,
      { shape, data: [...(training.parameters.get(name) ?? [])] },
    ]),
  );
  const folder = await mkdtemp(join(tmpdir(), "craik-torch-"));
  try {
    const file = join(folder, "case.json");
    await writeFile(file, JSON.stringify({ ...training.description, weights, batches }));
    return (await runPython(SCRIPT, [file])) as TorchRun;
  } finally {
    await rm(folder, { recursive: true });
  }
}
