/** The action sequences that a search starts from. */
import { type Dynamics, ShapeError } from "../../sim/core/index.ts";
import type { MctsInput } from "./search.ts";
import type { SearchSizes } from "./search-context.ts";

/**
 * The plan of the search before (or the middle of the space), and for half of a new root's drawn actions what a policy proposes, where the
 * dynamics have one: whole sequences, of which the tree takes every `decisionsPerAction`-th decision. Normalised → [Q,D,A]
 */
export async function searchSequences<S>(
  dynamics: Dynamics<S>,
  belief: S,
  { options, box, depth, width, grid }: SearchSizes,
  { tree, warmStart, rng }: MctsInput<S>,
): Promise<Float32Array> {
  const length = depth * box.size;
  if (warmStart && warmStart.length !== length) {
    throw new ShapeError(`planMcts: warmStart must be [D,A]=[${depth},${box.size}], got [${warmStart.length}]`);
  }
  const proposed = dynamics.propose && !tree && !grid ? Math.floor(width / 2) : 0;
  const sequences = new Float32Array((1 + proposed) * length);
  if (warmStart && options.continuation === "plan") sequences.set(warmStart);
  if (!dynamics.propose || proposed === 0) return sequences;
  const { horizon, decisionsPerAction: held } = options;
  const actions = await dynamics.propose(belief, { candidates: proposed, horizon }, rng.split("proposals"));
  for (let at = 0; at < proposed * length; at++) {
    const [row, element] = [Math.floor(at / box.size), at % box.size];
    const offset = actions[row * held * box.size + element]! - box.middle[element]!;
    const halfRange = box.halfRange[element]!;
    sequences[length + at] = halfRange === 0 ? 0 : Math.min(1, Math.max(-1, offset / halfRange));
  }
  return sequences;
}
