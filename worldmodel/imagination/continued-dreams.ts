/** Dreams that one update leaves and the next takes up, so that the actor learns where it gets to. */
import { stopGradient } from "../autodiff/elementwise.ts";
import { selectGreater } from "../autodiff/select.ts";
import { input, type Value } from "../autodiff/value.ts";
import type { BeliefValues } from "./policy.ts";

/** Inputs of the next step: the belief that each dream came to, and the probability with which it is taken up, 0 at the start. */
const LEFT = { z: "dream/z", h: "dream/h", c: "dream/c", share: "dream/share" } as const;

/** Uniform draws that decide. [B,1] */
export const CONTINUATION = "continuation";

/** Where the last update's dreams go on, their beliefs; else those of training episodes. */
export function takenUp(fresh: BeliefValues): BeliefValues {
  const rows = fresh.z.shape[0] ?? 0;
  const share = input(LEFT.share, [rows, 1]);
  const draw = input(CONTINUATION, [rows, 1]);
  const either = (part: keyof BeliefValues): Value =>
    selectGreater(share, draw, input(LEFT[part], fresh[part].shape), fresh[part]);
  return { z: either("z"), h: either("h"), c: either("c") };
}

/** What the next update may take up. share: probability that it does. [B,1] */
export function leftOff({ z, h, c }: BeliefValues, share: Value): Readonly<Record<string, Value>> {
  return {
    [LEFT.z]: stopGradient(z),
    [LEFT.h]: stopGradient(h),
    [LEFT.c]: stopGradient(c),
    [LEFT.share]: stopGradient(share),
  };
}
