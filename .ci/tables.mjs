// Writes the README's tables of results from the files in docs/results: outputs of `craik demo --exit --json`, of `craik train --json`, of
// `craik bench train|plan --peers --json` as the fields of one object, of `bench sim|camera --json` likewise, of `npm run measure`, and of
// `craik leaderboard --out`, whose tables are in docs/leaderboards.md too, with `craik evaluate --dynamics true --json` beside them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { renderBoard, renderSummary } from "./leaderboard-tables.mjs";

const ROOT = new URL("../", import.meta.url);
const README = new URL("README.md", ROOT);
const LEADERBOARDS = new URL("docs/leaderboards.md", ROOT);
const RESULTS = new URL("docs/results/", ROOT);
const CONTROLLERS = {
  learned: "linear controller on (z, h), evolved in the dream",
  untrained: "– control: (z, h) of an untrained M",
  "z-only": "– control: z only",
};
const plannerNames = (planner) => (dynamics) =>
  ({
    learned: `**${planner} in the learned model**`,
    untrained: `– control: ${planner} in an untrained M`,
    true: `${planner} in the true physics (oracle)`,
  })[dynamics];
const NAMES = {
  random: () => "random",
  controller: (dynamics) => CONTROLLERS[dynamics],
  cem: plannerNames("CEM"),
  icem: plannerNames("iCEM"),
  mppi: plannerNames("MPPI"),
  actor: (dynamics) =>
    ({ learned: "actor trained in the dream, alone", untrained: "– control: (z) of an untrained actor" })[dynamics],
};

/** @param {string} text @returns {string} the text with every marked table made anew */
export function withTables(text) {
  return text.replace(/<!-- table:([\w-]+) -->[\s\S]*?<!-- \/table:\1 -->/g, (_, name) => {
    const table = name === "leaderboards" ? markdown(renderSummary(leaderboards())) : render(results(`${name}.json`));
    return `<!-- table:${name} -->\n\n${table}\n\n<!-- /table:${name} -->`;
  });
}

/** @returns {string} the page of all leaderboards */
export function leaderboardsPage() {
  const sections = leaderboards().map((board) => {
    const about = `${board.episodes} episodes each, with the same seeds.`;
    return `## ${board.scenario}\n\n${about}\n\n${markdown(renderBoard(board))}`;
  });
  return `${[LEADERBOARDS_HEAD, ...sections].join("\n\n")}\n`;
}

const LEADERBOARDS_HEAD = `# Leaderboards

Who plays a scenario, and how well, made by \`npm run tables\` from \`docs/results/leaderboard-*.json\`, each of which \`craik leaderboard\` wrote. Returns are
means over episodes with 95 % bootstrap intervals; IQM is the interquartile mean. **Planning regret** is the return of the same planner in the true
physics less its return in the learned model, episode by episode of one start. Environment steps are all control steps in the true scenario
that training took, held-out episodes included; what planners in the true physics try out there is not counted,
and they foresee what the scenario will draw, such as fireballs yet to be thrown. Every model is
of one training run, seed 0: intervals are of episodes, not of trainings. Agents that a page would take hours for are left out. Controls: an untrained M, and z without M. Others' scores are in italics, as published.
Planners with sizes behind their names (candidates × decisions ahead × iterations) had more time than the run's settings give them, or other
sizes where physics is slow: \`docs/results/oracle-*.json\`, each from \`craik evaluate --dynamics true --set …\`.
MCTS holds each action for two decisions, so that every other one of its decisions takes no search.`;

function leaderboards() {
  const files = readdirSync(RESULTS).filter((name) => /^leaderboard-.*\.json$/.test(name));
  return files.sort().map((file) => {
    const board = results(file);
    const oracle = `oracle-${board.scenario}.json`;
    return { ...board, oracles: existsSync(new URL(oracle, RESULTS)) ? [results(oracle)] : [] };
  });
}

function results(file) {
  return JSON.parse(readFileSync(new URL(file, RESULTS), "utf8"));
}

function render(results) {
  if (results.scenarios) return renderScenarios(results);
  if (results.sim) return renderSimulation(results);
  if (results.heldOut) return renderHeldOut(results);
  return results.table ? renderReturns(results) : renderBench(results);
}

function renderScenarios({ scenarios }) {
  const rows = scenarios.map(({ id, tag, observation, action, maxSteps, returnMean, returnStd, episodes, steps }) => [
    `[\`${id}\`](scenarios/${id}.ts)`,
    tag,
    String(observation),
    String(action),
    String(maxSteps),
    `${figures(returnMean)} ± ${figures(returnStd)}`,
    (steps / episodes).toFixed(0),
  ]);
  return markdown([["scenario", "tag", "state", "action", "steps", "random play: return", "length"], ...rows]);
}

function renderSimulation({ sim, camera }) {
  const whole = (value) => (value === undefined ? "" : value.toFixed(0));
  const ratio = (value) => (value === undefined ? "" : value.toFixed(2));
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const times = (value) => `(× ${value.toFixed(2)})`;
  return markdown([
    ["benchmark", "Craik", "MuJoCo wasm", "ratio"],
    [
      "quadruped-run, physics steps/s, one core, beside MuJoCo's Euler",
      whole(sim.stepsPerSecondPerCore),
      whole(sim.mujocoStepsPerSecond),
      ratio(sim.mujocoRatio),
    ],
    [
      "the same, beside the published model's Runge-Kutta",
      whole(sim.stepsPerSecondPerCore),
      whole(sim.mujocoRk4StepsPerSecond),
      ratio(sim.mujocoRk4Ratio),
    ],
    [
      "`craik rollout` on two workers, and their gain over one",
      whole(sim.stepsPerSecond),
      "",
      times(sim.workersSpeedup),
    ],
    [
      `a vector of ${sim.vectorEnvs} in lockstep on two workers, and their gain`,
      whole(sim.vectorStepsPerSecond),
      "",
      times(sim.vectorSpeedup),
    ],
    [
      `memory that ${sim.memorySteps.toLocaleString("en-US")} control steps add after the first quarter, MB: held, resident`,
      `${megabytes(sim.memoryGrowthBytes)}, ${megabytes(sim.residentGrowthBytes)}`,
      "",
      "",
    ],
    ["camera 64×64 RGB, 12 primitives, frames/s, one core", whole(camera.framesPerSecondPerCore), "", ""],
    ["the same, riding on a body", whole(camera.movingCameraFramesPerSecondPerCore), "", ""],
    ["car-racing with pixels, environment steps/s, one core", whole(camera.carRacingPixelStepsPerSecond), "", ""],
  ]);
}

/** Three figures that matter, or whole numbers. */
function figures(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

function renderBench({ train, plan, dream }) {
  const { peer: trainPeer } = train;
  const { peer: planPeer, msPerDecision } = plan;
  return markdown([
    ["benchmark, two CPU cores", "Craik", "PyTorch 1.13, same minutes", "ratio"],
    [
      "VAE training step on 64×64 pixels, 4.35 million parameters, samples/s",
      train.vaeSamplesPerSecond.toFixed(0),
      trainPeer.vaeSamplesPerSecond.toFixed(0),
      trainPeer.vaeRatio.toFixed(1),
    ],
    [
      "MDN-RNN training step, transitions/s",
      train.rnnTransitionsPerSecond.toFixed(0),
      trainPeer.rnnTransitionsPerSecond.toFixed(0),
      trainPeer.rnnRatio.toFixed(1),
    ],
    ["the most memory that the two steps hold, GB", (train.peakResidentBytes / 1e9).toFixed(2), "", ""],
    [
      "CEM decision 256 × 12 × 5, ms",
      msPerDecision.cem256x12x5.toFixed(0),
      planPeer.cem256x12x5.toFixed(0),
      planPeer.cem256x12x5Speedup.toFixed(1),
    ],
    ["the same as one graph, ms", plan.graphMsPerDecision.cem256x12x5.toFixed(0), "", ""],
    ["iCEM decision 64 × 12 × 3, ms", msPerDecision.icem64x12x3.toFixed(0), "", ""],
    ["MCTS decision, 50 simulations, ms", msPerDecision.mcts50.toFixed(1), "", ""],
    [
      `CMA-ES generation in the dream, ${dream.population} × ${dream.rollouts} × ${dream.decisions} decisions, s`,
      dream.secondsPerGeneration.toFixed(1),
      "",
      "",
    ],
  ]);
}

function renderHeldOut({ heldOut, envSteps, seconds }) {
  const { samples, nextLatent, ...errors } = heldOut;
  const error = ({ relativeRms }) => relativeRms.toFixed(3);
  const rows = [
    ["V: reconstruction", error(errors.reconstruction), "1", "the mean picture"],
    ["V and M: the next picture", error(errors.nextObservation), error(errors.lastObservation), "the last picture"],
    [
      `a dream of ${samples.horizon} decisions along the episode's actions`,
      error(errors.dreamedObservation),
      error(errors.firstObservation),
      "the first picture",
    ],
    [
      "M: negative log-likelihood of the next z, nats per dimension",
      nextLatent.nll.toFixed(3),
      nextLatent.untrainedNll.toFixed(3),
      "an untrained M",
    ],
  ];
  const steps = envSteps.toLocaleString("en-US");
  const minutes = (seconds / 60).toFixed(0);
  return `${markdown([["on held-out episodes", "model", "without it", "which is"], ...rows])}\n\nThe whole took ${minutes} minutes on two CPU cores, ${steps} environment steps of training data included; held-out episodes come on top, as boards count them.`;
}

function renderReturns({ table, seconds }) {
  const rows = table.map(({ agent, dynamics, returnMean, returnStd, episodes }) => [
    NAMES[agent](dynamics),
    returnStd === null ? returnMean.toFixed(0) : `${returnMean.toFixed(0)} ± ${returnStd.toFixed(0)}`,
    String(episodes),
  ]);
  const cells = [["agent", "return, mean ± std", "episodes"], ...rows];
  return `${markdown(cells)}\n\nThe whole took ${Math.round(seconds)} s on two CPU cores.`;
}

/** Rows of cells, the first of which is the heading. */
function markdown(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join("\n");
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  writeFileSync(README, withTables(readFileSync(README, "utf8")));
  writeFileSync(LEADERBOARDS, leaderboardsPage());
}
