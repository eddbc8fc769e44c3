import { describe, expect, it } from "vitest";
import { SpecError, StateError } from "../../../sim/core/index.ts";
import { encodeSafeTensors } from "../../../worldmodel/checkpoint/safetensors.ts";
import { decodeTrainerState, encodeTrainerState } from "../../../worldmodel/checkpoint/training-checkpoint.ts";

const STATE = {
  steps: 250,
  parameters: new Map([["rnn.w", Float32Array.of(1, 2)]]),
  // The optimiser names its arrays after the parameters.
  optimiserState: new Map([["rnn.w", Float32Array.of(3, 4)]]),
};

describe("a checkpoint", () => {
  it("gives back steps, parameters and the optimiser's state", () => {
    expect(decodeTrainerState(encodeTrainerState(STATE), "file")).toEqual({ ...STATE, about: {} });
  });

  it("gives back the best weights so far, their loss to the last bit, and what it was made with", () => {
    const best = { steps: 200, loss: 0.1 + 0.2, parameters: new Map([["rnn.w", Float32Array.of(5, 6)]]) };
    const about = { stage: "rnn-0", dataset: "3fa9" };
    const decoded = decodeTrainerState(encodeTrainerState({ ...STATE, best }, about), "file");
    expect(decoded).toEqual({ ...STATE, best, about });
    expect(decoded.best?.loss).toBe(0.30000000000000004);
  });

  it("keeps the batch that memory held", () => {
    const state = { ...STATE, batch: 50 };
    expect(decodeTrainerState(encodeTrainerState(state), "file")).toEqual({ ...state, about: {} });
    const file = encodeSafeTensors({ arrays: new Map(), metadata: { steps: "1", batch: "0" } });
    expect(() => decodeTrainerState(file, "rnn-0")).toThrow(
      "rnn-0: a checkpoint's batch must be a whole number from 1, got 0",
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("never holds %s", (value) => {
    for (const part of ["parameters", "optimiserState"] as const) {
      const broken = { ...STATE, [part]: new Map([["rnn.w", Float32Array.of(1, value)]]) };
      expect(() => encodeTrainerState(broken)).toThrow(StateError);
      expect(() => encodeTrainerState(broken)).toThrow(/after step 250: .*\/rnn\.w must be finite, got/);
    }
  });

  it.each([undefined, "-1", "2.5", "many"])("is refused when its steps are %s", (steps) => {
    const file = encodeSafeTensors({ arrays: new Map(), metadata: steps === undefined ? {} : { steps } });
    expect(() => decodeTrainerState(file, "rnn-0")).toThrow(SpecError);
    expect(() => decodeTrainerState(file, "rnn-0")).toThrow(/^rnn-0: a checkpoint's steps must be a whole number/);
  });
});
