/** WebGPU gives the CPU's numbers. Where no Vulkan driver runs the tests are skipped and say so. */
import { describe, expect, it } from "vitest";
import { PRIMITIVES } from "../../../worldmodel/autodiff/primitives.ts";
import type { Metrics } from "../../../worldmodel/runtime/trainer.ts";
import { OPERATOR_CASES } from "../support/composed-cases.ts";
import { expectedCase } from "../support/evaluate-case.ts";
import { expectClose } from "../support/expect-close.ts";
import { onWebgpu, WEBGPU, WEBGPU_LIMIT_MS } from "../support/on-webgpu.ts";
import { RESIDENT_TRAININGS } from "../support/resident-trainings.ts";
import { DEVICE_STEPS, DEVICE_TRAINING_CASES, runTrainingCase, STEPS_PER_RUN } from "../support/training-cases.ts";
import type { WebgpuPrimitives, WebgpuTraining } from "../support/webgpu-child.ts";

describe.skipIf(WEBGPU.skipped)(`webgpu (${WEBGPU.title})`, () => {
  it("computes every operator and its gradient like the reference", { timeout: WEBGPU_LIMIT_MS }, async () => {
    const results = (await onWebgpu("primitives")) as WebgpuPrimitives;
    for (const [index, probe] of OPERATOR_CASES.entries()) {
      const [found, wanted] = [results[index]!, expectedCase(probe)];
      const stops = PRIMITIVES.some(({ name, vjp }) => name === probe.primitive && vjp === undefined);
      // WGSL lets exp err by 3 + 2|x| units in the last place, and what is built on it: here at most 8 · 2⁻²³ ≈ 1e-6 a use,
      // of sums of up to 24 terms; and sine and cosine within [−π, π] by 2⁻¹¹.
      const tolerance = ["sin", "cos"].includes(probe.primitive) ? 2 ** -11 : 2e-5;
      for (const [i, output] of found.outputs.entries()) expectClose(output, wanted.outputs[i]!, tolerance);
      for (const [i, gradient] of found.gradients.entries()) {
        expectClose(gradient, stops ? gradient.map(() => 0) : wanted.gradients[i]!, tolerance);
      }
    }
  });

  it(`gives the CPU's losses for ${DEVICE_STEPS} training steps, singly and in chains, with everything left on the device between them`, {
    timeout: WEBGPU_LIMIT_MS,
  }, async () => {
    const results = (await onWebgpu("training")) as WebgpuTraining;
    const cases = Object.values(DEVICE_TRAINING_CASES).flatMap((make) => STEPS_PER_RUN.map(() => make()));
    for (const [index, training] of cases.entries()) {
      const found = results[index]!;
      const wanted = await runTrainingCase(training, DEVICE_STEPS, { device: "cpu", threads: 1 });
      expect(new Set(found.locations)).toEqual(new Set(["gpu-buffer"]));
      expect(new Set(wanted.losses).size).toBe(DEVICE_STEPS);
      // A step differs by about 1e-6 (the primitives' tolerance); Adam's division by √v hands on differences of small
      // gradients undiminished, so they add up: 20 steps of 1e-6, and a factor of 5 for the loss's slope.
      expectClose(found.losses, wanted.losses, 1e-4);
    }
  });

  it("trains on data that stays on the device like the CPU, and measures held-out losses like it", {
    timeout: WEBGPU_LIMIT_MS,
  }, async () => {
    const results = (await onWebgpu("resident")) as readonly (readonly number[])[];
    for (const [index, train] of Object.values(RESIDENT_TRAININGS).entries()) {
      const losses: number[] = [];
      const keep = (_step: number, { loss }: Metrics): void => void losses.push(loss!);
      await train({ device: "cpu", threads: 1 }, { onStep: keep, onHeldOut: keep });
      // Ten steps: half of what twenty may differ by above.
      expectClose(results[index]!, losses, 5e-5);
    }
  });

  it("says that there is no room, and goes on with a smaller batch", { timeout: WEBGPU_LIMIT_MS }, async () => {
    expect(await onWebgpu("room")).toEqual(["DeviceMemoryError", "loss 0", "DeviceMemoryError", "loss 0"]);
  });

  it("keeps explicit transposes too", { timeout: WEBGPU_LIMIT_MS }, async () => {
    expect(await onWebgpu("transposes")).toBe(1);
  });
});
