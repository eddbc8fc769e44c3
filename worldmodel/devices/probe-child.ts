/**
 * What a probe's process runs: a small MDN-RNN is trained on the device, with the threads and for the timed steps
 * that the arguments name.
 * Prints `begin` and `end` around the timed steps, or `failed: <reason>`. `probe-devices.ts` reads it and times it.
 */
import { createRng } from "../../sim/core/index.ts";
import { trainingStep } from "../autodiff/training-step.ts";
import { sizeOf } from "../autodiff/value.ts";
import { rnn } from "../models/mdn-rnn.ts";
import { initialParameters } from "../models/parameters.ts";
import { type Device, reasonOf } from "../runtime/session.ts";
import { Trainer } from "../runtime/trainer.ts";
import { rnnLoss } from "../training/rnn-loss.ts";

const MODEL = {
  latents: 8,
  actions: 1,
  hidden: 128,
  mixtures: 5,
  residual: true,
  headUnits: 0,
  reward: true,
  termination: true,
};
const SIZE = { batch: 32, steps: 8, burnIn: 0 };
/** The first step compiles shaders and fills caches. */
const WARM_UP_STEPS = 1;

async function probe(device: Device, threads: number, timedSteps: number): Promise<void> {
  const { loss, metrics } = rnnLoss(rnn(MODEL), SIZE, { reward: 1, termination: 1 });
  const step = trainingStep({ loss, metrics, optimiser: { clipValue: 1 } });
  const batch = Object.fromEntries(step.inputs.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]));
  const parameters = initialParameters([loss], createRng(0));
  const trainer = await Trainer.open("probe", step, { parameters }, { device, threads });
  for (let index = 0; index < WARM_UP_STEPS; index++) await trainer.step(batch, 0);
  process.stdout.write("begin\n");
  for (let index = 0; index < timedSteps; index++) await trainer.step(batch, 0);
  process.stdout.write("end\n");
}

try {
  await probe(process.argv[2] as Device, Number(process.argv[3]), Number(process.argv[4]));
} catch (error) {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  process.stdout.write(`failed: ${reasonOf(cause)}\n`);
}
