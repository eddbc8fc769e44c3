/** Reacher of the DeepMind Control Suite with a large target (radius 0.05 m); `parts/reacher.ts` documents the task. */
import type { Scenario } from "../sim/index.ts";
import { defineReacher } from "./parts/reacher.ts";

const reacherEasy: Scenario = defineReacher({
  id: "reacher-easy",
  description: "Bring the finger of a planar arm into a large target.",
  targetRadius: 0.05,
});

export default reacherEasy;
