// Measures every built-in scenario into docs/results/scenarios.json: `craik rollout <id> --agent random --episodes 100` for returns,
// as anyone can run it. Needs a build (`npm run build:code`).
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const ROOT = new URL("../", import.meta.url);
const EPISODES = 100;

/** What a command prints with --json. */
function craik(...words) {
  const main = new URL("dist/cli/main.js", ROOT).pathname;
  return JSON.parse(execFileSync(process.execPath, [main, ...words, "--json", "--quiet"], { encoding: "utf8" }));
}

const { scenarios } = craik("scenarios");
const measured = scenarios.map(({ id, tags, observationSpace, actionSpace, maxSteps }) => {
  const rollout = craik("rollout", id, "--agent", "random", "--episodes", String(EPISODES), "--workers", "2");
  process.stderr.write(`${id}: ${rollout.returnMean.toFixed(2)} ± ${rollout.returnStd.toFixed(2)}\n`);
  const [observation] = observationSpace.state.shape;
  const [action] = actionSpace.shape;
  const { returnMean, returnStd, episodes, steps, stateHash } = rollout;
  return { id, tag: tags[0], observation, action, maxSteps, returnMean, returnStd, episodes, steps, stateHash };
});
writeFileSync(
  new URL("docs/results/scenarios.json", ROOT),
  `${JSON.stringify({ scenarios: measured }, undefined, 2)}\n`,
);
