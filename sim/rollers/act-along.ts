/** Action sequences of a policy in the true physics. */
import type { RolloutSize, StatePolicy } from "../core/dynamics.ts";
import type { Snapshot } from "../core/env.ts";
import type { Rng } from "../core/rng.ts";
import type { SnapshotStepper } from "./snapshot-stepper.ts";

/** What the policy does on N ways from a snapshot, its choices drawn decision by decision, all ways at once. → [N,T,A] */
export async function actAlong(
  policy: StatePolicy,
  stepper: SnapshotStepper,
  start: Snapshot,
  { candidates, horizon, actionSize }: RolloutSize & { readonly actionSize: number },
  rng: Rng,
): Promise<Float32Array> {
  const width = candidates * actionSize;
  const noise = new Float32Array(horizon * width);
  rng.normalInto(noise);
  const first = stepper.observe(start);
  const states = new Float32Array(candidates * first.length);
  for (let n = 0; n < candidates; n++) states.set(first, n * first.length);
  const sequences = new Float32Array(horizon * width);
  let beliefs: readonly Snapshot[] = new Array<Snapshot>(candidates).fill(start);
  for (let t = 0; t < horizon; t++) {
    const actions = await policy.act(states, noise.subarray(t * width, (t + 1) * width));
    for (let n = 0; n < candidates; n++)
      sequences.set(actions.subarray(n * actionSize, (n + 1) * actionSize), (n * horizon + t) * actionSize);
    // Where the last decision leads is not asked.
    if (t < horizon - 1) ({ beliefs } = stepper.step(beliefs, actions, states));
  }
  return sequences;
}
