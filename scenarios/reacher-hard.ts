/** Reacher of the DeepMind Control Suite with a small target (radius 0.015 m); `parts/reacher.ts` documents the task. */
import type { Scenario } from "../sim/index.ts";
import { defineReacher } from "./parts/reacher.ts";

const reacherHard: Scenario = defineReacher({
  id: "reacher-hard",
  description: "Bring the finger of a planar arm onto a small target.",
  targetRadius: 0.015,
});

export default reacherHard;
