/** Where the bodies are drawn. */
import type { ConformanceCheck } from "../conformance-types.ts";
import { finding } from "../finding.ts";
import { randomActions } from "../random-actions.ts";
import { withEnv } from "../with-env.ts";

const STEPS = 20;

export const poseChecks: readonly ConformanceCheck[] = [
  {
    id: "poses",
    title: "tells a finite place and a unit quaternion for every body, and leaves what cannot move in place",
    run: (context) =>
      withEnv(context, (env) => {
        env.reset({ seed: 0 });
        const { bodies } = env.scene;
        const before = new Float32Array(bodies.length * 7);
        const after = new Float32Array(bodies.length * 7);
        env.posesInto(before);
        const next = randomActions(env.actionSpace, 5, "held");
        for (let step = 0; step < STEPS; step++) {
          const { terminated, truncated } = env.step(next());
          if (terminated || truncated) break;
        }
        env.posesInto(after);
        for (const [i, { name, moves }] of bodies.entries()) {
          const pose = after.subarray(i * 7, i * 7 + 7);
          const wrong = pose.findIndex((value) => !Number.isFinite(value));
          if (wrong >= 0) finding(`pose of ${name}: component ${wrong} must be a finite number, got ${pose[wrong]}`);
          // Four float32 components: each within 6e-8 of its value, so the square of the length is within 5e-7 of 1.
          const square = pose.subarray(3).reduce((sum, x) => sum + x * x, 0);
          if (Math.abs(square - 1) >= 5e-7) {
            finding(`pose of ${name}: the quaternion must have length 1, its square is ${square}`);
          }
          const moved = pose.findIndex((value, j) => value !== before[i * 7 + j]);
          if (!moves && moved >= 0) {
            finding(
              `${name} cannot move: expected ${before[i * 7 + moved]} for component ${moved}, got ${pose[moved]}`,
            );
          }
        }
        if (after.every((value, i) => value === before[i])) finding(`a body must move within ${STEPS} steps, none did`);
      }),
  },
];
