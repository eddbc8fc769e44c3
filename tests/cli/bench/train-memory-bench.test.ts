import { expect, it } from "vitest";
import { benchTrainMemory } from "../../../cli/bench/train-memory-bench.ts";

it("training holds no more after the second half of its updates than after the first", {
  timeout: 60_000,
}, async () => {
  const { memorySteps, vaeMemory, rnnMemory } = await benchTrainMemory({ device: "cpu", threads: 1 }, 80);
  expect(memorySteps).toBe(80);
  // One update that kept its outputs would hold 0.4 MB of V and 4 MB of M: 40 of them 16 MB and 160 MB. Compilers take less than 2 MB.
  expect(vaeMemory.growthBytes).toBeLessThan(2e6);
  expect(rnnMemory.growthBytes).toBeLessThan(2e6);
});
