/** `craik evaluate --agent mcts`: tree search in a trained model and in the true physics. */
import { expect, it } from "vitest";
import { runCraik } from "../../support/run-craik.ts";
import { trainedRun } from "../../support/trained-run.ts";

async function returnsOf(...options: readonly string[]): Promise<readonly number[]> {
  const argv = ["evaluate", await trainedRun(), "--agent", "mcts", "--seed", "5", "--json", "--quiet", ...options];
  const { status, stdout, stderr } = await runCraik(argv);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return (JSON.parse(stdout) as { readonly returns: readonly number[] }).returns;
}

it("plays the same episodes on any number of threads, with a tree that widens and is reused", async () => {
  const settings = ["reuseTree=true", "wideningFactor=2", "wideningExponent=0.5"];
  const options = ["--episodes", "2", ...settings.flatMap((setting) => ["--set", setting])];
  const alone = await returnsOf(...options, "--workers", "1");
  expect(alone).toHaveLength(2);
  expect(await returnsOf(...options, "--workers", "2")).toEqual(alone);
});

it.each(["rollout", "value"])("plays in the true physics, with leaves valued by %s", async (leafValue) => {
  const [found] = await returnsOf("--dynamics", "true", "--episodes", "1", "--set", `leafValue=${leafValue}`);
  expect(found).toBeGreaterThan(0);
});
