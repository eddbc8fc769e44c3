// Tables of the leaderboards in docs/results/leaderboard-<scenario>.json, each written by `craik leaderboard --out`, with what planners reach in the
// true physics by settings of their own: oracle-<scenario>.json, written by `craik evaluate --dynamics true --set … --json`.

const PLANNERS = { cem: "CEM", icem: "iCEM", mppi: "MPPI", mcts: "MCTS" };
/** The published score beside which ours stands. */
const REFERENCE = { system: "TD-MPC2", training: "100,000 steps" };

/** One row a scenario: the best planner in the true physics, the best agent on the learned model, and what it took. */
export function renderSummary(boards) {
  const rows = boards.map((board) => {
    const oracles = board.rows.filter(({ agent, dynamics }) => agent in PLANNERS && dynamics === "true");
    const oracle = best([...oracles, ...board.oracles]);
    const learned = best(
      board.rows.filter(({ dynamics, evolvedIn }) => dynamics === "learned" && evolvedIn !== "true"),
    );
    const published = board.published.find(
      ({ system, training }) => system === REFERENCE.system && training === REFERENCE.training,
    );
    return [
      `[\`${board.scenario}\`](docs/leaderboards.md#${board.scenario})`,
      oracle ? `${score(oracle)} ${PLANNERS[oracle.agent]}` : "–",
      learned ? `**${score(learned)}** ${nameOf(learned).replace(", learned model", "")}` : "–",
      learned ? steps(learned) : "–",
      published ? String(published.returnMean) : "–",
    ];
  });
  return [
    [
      "scenario",
      "true physics, best planner",
      "learned model, best agent",
      "environment steps",
      `${REFERENCE.system}, ${REFERENCE.training}`,
    ],
    ...rows,
  ];
}

/** Everyone who played, and what others have published. */
export function renderBoard({ rows, oracles, published }) {
  const ours = [...rows, ...oracles].map((row) => [
    nameOf(row),
    score(row),
    figure(row.returnIqm),
    figure(row.returnMedian),
    row.planningRegret ? `${figure(row.planningRegret.mean)}${interval(row.planningRegret.interval)}` : "",
    steps(row),
    row.decisionsPerSecond >= 1000 ? "> 1,000" : String(Number(row.decisionsPerSecond.toPrecision(2))),
  ]);
  const theirs = published.map(({ system, training, returnMean, returnStd }) => [
    `_${system}_`,
    returnStd === null ? figure(returnMean) : `${figure(returnMean)} ± ${figure(returnStd)}`,
    ...["", "", "", training, ""],
  ]);
  return [
    ["agent", "return [95 %]", "IQM", "median", "planning regret", "environment steps", "decisions/s"],
    ...ours,
    ...theirs,
  ];
}

function best(rows) {
  return rows.reduce((top, row) => (top === undefined || row.returnMean > top.returnMean ? row : top), undefined);
}

function nameOf({ agent, dynamics, evolvedIn, planner }) {
  if (agent === "random") return "random";
  const on = {
    learned: "learned model",
    untrained: "control: untrained M",
    "z-only": "control: z only",
    true: "true physics",
  };
  const sized = planner ? `, ${sizes(planner.options)}` : "";
  if (agent in PLANNERS) return `${PLANNERS[agent]}, ${on[dynamics]}${sized}`;
  if (agent === "actor") return `actor, ${on[dynamics]}`;
  const where = {
    dream: "evolved in the dream",
    true: "evolved in the true scenario",
    "dream-checked": "evolved in the dream, checked",
  };
  return dynamics === "learned" ? `controller, ${where[evolvedIn]}` : `controller, ${on[dynamics]}`;
}

/** Candidates × decisions ahead × iterations, as in `craik bench plan`. */
function sizes({ candidates, horizon, iterations, simulations }) {
  if (simulations !== undefined) return `${simulations} simulations`;
  return `${candidates} × ${horizon} × ${iterations}`;
}

function score({ returnMean, returnMeanInterval }) {
  return `${figure(returnMean)}${interval(returnMeanInterval)}`;
}

function interval(bounds) {
  return bounds === null ? "" : ` [${figure(bounds[0])}, ${figure(bounds[1])}]`;
}

function steps({ environmentSteps }) {
  return environmentSteps === 0 ? "–" : environmentSteps.toLocaleString("en-US");
}

function figure(value) {
  // Adding 0 makes 0 of −0.
  return (Math.round(value) + 0).toFixed(0);
}
