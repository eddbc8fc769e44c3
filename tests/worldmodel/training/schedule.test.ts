/** Learning rates against PyTorch's schedulers (Debian's python3-torch), and by hand. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type LearningRate, learningRateAt } from "../../../worldmodel/training/schedule.ts";
import { expectClose } from "../support/expect-close.ts";
import { pythonHas, runPython } from "../support/system-python.ts";

const SCRIPT = join(import.meta.dirname, "../python/learning_rates.py");
const STEPS = 20;
const torch = pythonHas("torch");
const rates = (steps: number, learningRate: LearningRate): number[] =>
  Array.from({ length: steps }, (_, step) => learningRateAt(step, { steps, learningRate }));

describe.skipIf(!torch)(`learning rates${torch ? "" : " (skipped: python3-torch is not installed)"}`, () => {
  it("of every shape, with and without warm-up, are those of PyTorch's schedulers", async () => {
    const given: readonly LearningRate[] = [0, 5].flatMap((warmUp) => [
      { start: 0.01, warmUp },
      ...(["cosine", "linear", "exponential"] as const).map((shape) => ({ start: 0.01, end: 0.0004, shape, warmUp })),
    ]);
    const asked = given.map(({ start, end = start, shape = null, warmUp }) => ({
      ...{ steps: STEPS, start, end, shape, warmUp },
    }));
    const wanted = (await runPython(SCRIPT, [JSON.stringify(asked)])) as readonly (readonly number[])[];
    for (const [index, learningRate] of given.entries()) expectClose(rates(STEPS, learningRate), wanted[index]!, 1e-12);
  });
});

describe("a learning rate", () => {
  it("falls along half a cosine unless told otherwise", () => {
    // Half-way, cos(π/2) = 0: the mean of start and end.
    expect(learningRateAt(4, { steps: 8, learningRate: { start: 0.03, end: 0.01 } })).toBeCloseTo(0.02, 15);
  });

  it("is the start's in the last update of the warm-up and the first after it", () => {
    expectClose(rates(4, { start: 0.8, end: 0.2, shape: "linear", warmUp: 2 }), [0.4, 0.8, 0.8, 0.5], 1e-15);
  });

  it("rises to the end where the warm-up takes the whole schedule", () => {
    expectClose(rates(4, { start: 0.8, end: 0.2, warmUp: 8 }), [0.1, 0.2, 0.3, 0.4], 1e-15);
  });
});
