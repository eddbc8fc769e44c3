/** A scenario file of a user's own: the cart-pole's source with changes. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./run-craik.ts";

/** Writes the file; each change replaces a piece of the source that must be there. */
export async function writeOwnScenario(
  path: string,
  changes: readonly (readonly [string, string])[] = [],
): Promise<void> {
  const original = await readFile(join(ROOT, "scenarios/cartpole-swingup.ts"), "utf8");
  let source = original.replace("../sim/index.ts", "craik/sim");
  for (const [from, to] of changes) {
    if (!source.includes(from)) throw new Error(`writeOwnScenario: the cart-pole's source must have ${from}`);
    source = source.replace(from, to);
  }
  await writeFile(path, source);
}
