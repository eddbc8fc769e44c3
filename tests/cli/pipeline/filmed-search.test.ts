/** Filmed tree search brings what it found along. */
import { expect, it } from "vitest";
import { perform } from "../../../cli/pipeline/perform.ts";
import type { Footage } from "../../../cli/pipeline/reporter.ts";

/** The first stretch of an episode of an agent in the true physics. */
async function firstFootage(agent: "mcts" | "random"): Promise<Footage> {
  const stopped = new AbortController();
  let first: Footage | undefined;
  const casting = { agent, dynamics: "true" } as const;
  const task = {
    kind: "perform",
    scenario: "pendulum-swingup",
    run: undefined,
    casting,
    threads: 1,
    film: true,
  } as const;
  const orders = (async function* () {
    yield { kind: "play", seed: 1, episode: 0 } as const;
  })();
  await perform(
    task,
    orders,
    (message) => {
      if (message.kind !== "footage") return;
      first ??= message.footage;
      stopped.abort();
    },
    stopped.signal,
  ).catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error;
  });
  if (!first) throw new Error("an episode that is filmed has footage");
  return first;
}

it("An agent that searches is filmed with the search behind each moment", async () => {
  const { searches, rewards } = await firstFootage("mcts");
  expect(searches).toHaveLength(rewards.length);
  expect(searches.every((search) => search !== null && search.simulations >= 50)).toBe(true);
  // Each search stands behind several moments, and the next one is another.
  const different = new Set(searches).size;
  expect(different).toBeGreaterThan(1);
  expect(different).toBeLessThan(searches.length / 4);
});

it("An agent that does not search is filmed without", async () => {
  const { searches, rewards } = await firstFootage("random");
  expect(searches).toEqual(Array.from(rewards, () => null));
});
