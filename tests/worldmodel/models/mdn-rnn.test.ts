import { expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { rnn } from "../../../worldmodel/models/mdn-rnn.ts";
import { initialParameters, parameterCount } from "../../../worldmodel/models/parameters.ts";
import { rnnLoss } from "../../../worldmodel/training/rnn-loss.ts";

// Ha & Schmidhuber 2018, appendix A.2, car racing: 422,368 parameters of an M that predicts z alone, (35 + 256) · 1,024 + 1,024 of
// the LSTM and 256 · 480 + 480 of the mixture. Reward and termination add 256 weights and a bias each.
it("has the paper's number of parameters, and two more heads", () => {
  const model = rnn({ latents: 32, actions: 3, hidden: 256, mixtures: 5, residual: false, headUnits: 0 });
  const { loss } = rnnLoss(model, { batch: 1, steps: 1 }, { reward: 1, termination: 1 });
  expect(parameterCount(initialParameters([loss], createRng(0)))).toBe(422_368 + 2 * (256 + 1));
});
