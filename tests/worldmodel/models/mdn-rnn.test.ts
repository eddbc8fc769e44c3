import { expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { type RnnOptions, rnn } from "../../../worldmodel/models/mdn-rnn.ts";
import { initialParameters, parameterCount } from "../../../worldmodel/models/parameters.ts";
import { rnnLoss } from "../../../worldmodel/training/rnn-loss.ts";

const PAPER = { mixtures: 5, residual: false, headUnits: 0 };
const CAR_RACING = { ...PAPER, latents: 32, actions: 3, hidden: 256, reward: false, termination: false };
// Its action is one number; their M is also told whether the episode has just begun, which counts as an input beside it.
const TAKE_COVER = { ...PAPER, latents: 64, actions: 1 + 1, hidden: 512, reward: false, termination: true };

// Ha & Schmidhuber 2018, appendix A.2. The LSTM has 4H(Z + A + H + 1) parameters, the mixture 3KZ(H + 1), an outcome H + 1.
it.each<[string, RnnOptions, number]>([
  ["of CarRacing", CAR_RACING, 422_368],
  ["of TakeCover", TAKE_COVER, 1_678_785],
  ["of CarRacing with reward and termination", { ...CAR_RACING, reward: true, termination: true }, 422_368 + 2 * 257],
])("has the number of parameters of the paper's M %s", (_, options, count) => {
  const { loss } = rnnLoss(rnn(options), { batch: 1, steps: 1, burnIn: 0 }, { reward: 1, termination: 1 });
  expect(parameterCount(initialParameters([loss], createRng(0)))).toBe(count);
});
