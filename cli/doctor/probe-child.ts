/** `node probe-child.js <device>`: takes one training step of a tiny model on the device and prints a DeviceReport. */
import { createRng } from "../../sim/core/index.ts";
import { type Device, trainVae } from "../../worldmodel/index.ts";

const device = process.argv[2] as Device;

process.stdout.write(`${JSON.stringify(await report())}\n`);

async function report(): Promise<{ readonly device: Device; readonly works: boolean; readonly detail: string }> {
  try {
    const loss = await takeStep();
    const works = Number.isFinite(loss);
    return { device, works, detail: works ? "a training step ran" : `a training step gave the loss ${loss}` };
  } catch (error) {
    return { device, works: false, detail: reasonOf(error) };
  }
}

/** The innermost cause in one line, without the place in ONNX Runtime's own sources that it begins with. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return (error.message.split("\n")[0] ?? "").replace(/^\/onnxruntime_src\/.* was false\. /, "");
}

/** The loss of a step over four observations of a number each. */
async function takeStep(): Promise<number> {
  const observations = Float32Array.of(-1, 0, 1, 2);
  const decisions = observations.length - 1;
  const sequence = {
    decisions,
    observations,
    actions: new Float32Array(decisions),
    rewards: new Float32Array(decisions),
    terminated: false,
  };
  const options = {
    model: { observations: 1, latents: 1, hidden: [2] },
    normalisation: { mean: [0], std: [1] },
    loss: { reconstructionStd: 1, divergenceTolerance: 0 },
    schedule: { steps: 1, learningRate: { start: 1e-3, end: 1e-3 } },
    batch: 2,
  };
  let loss = Number.NaN;
  const hooks = {
    onStep: (_step: number, metrics: Readonly<Record<string, number>>): void => {
      loss = Object.values(metrics).reduce((sum, metric) => sum + metric, 0);
    },
  };
  await trainVae([sequence], options, createRng(0), { device, threads: 1 }, {}, hooks);
  return loss;
}
