/** `craik bench plan`: what a decision costs in the learned model, with a run for each iteration and in one run of a planner's graph. */
import {
  createPlanner,
  createPlanWorkspace,
  mctsOptions,
  openPlannerGraph,
  type Planner,
  planMcts,
  planWith,
} from "../../agents/index.ts";
import { createRng, type Rng } from "../../sim/index.ts";
import {
  type Belief,
  type BenchPlanner,
  benchPlanning,
  compareInTurn,
  LearnedDynamics,
  runTorchPeer,
  type SessionOptions,
} from "../../worldmodel/index.ts";

/** Milliseconds; the large one on a GPU only. */
interface PlannerTimes {
  readonly cem256x12x5: number;
  readonly icem64x12x3: number;
  readonly cem512x12x6?: number;
}

export interface PlanFigures {
  readonly device: string;
  readonly msPerDecision: PlannerTimes & { readonly mcts50: number };
  /** Of the same decisions as one graph each. */
  readonly graphMsPerDecision: PlannerTimes;
  /** PyTorch's figure in the same minutes, and how many times faster we are. */
  readonly peer?: { readonly cem256x12x5: number; readonly cem256x12x5Speedup: number };
}

export interface PlanBenchOptions {
  readonly session: SessionOptions;
  readonly runs: number;
  readonly clock: () => number;
  /** Script of the peer that is measured in turn. */
  readonly peer: string | null;
}

/** The work that the peer does. */
const CEM = createPlanner("cem", { candidates: 256, horizon: 12, iterations: 5, elites: 26 });
const LARGE_CEM = createPlanner("cem", { candidates: 512, horizon: 12, iterations: 6, elites: 51 });
/** All candidates in each iteration. */
const ICEM = createPlanner("icem", { candidates: 64, horizon: 12, iterations: 3, elites: 10, decay: 1 });
/** Each decision from a tree of its own. */
const MCTS = mctsOptions({ simulations: 50, horizon: 12 });

type Decide = (belief: Belief, rng: Rng) => Promise<unknown>;

export async function benchPlan({ session, runs, clock, peer }: PlanBenchOptions): Promise<PlanFigures> {
  const measure = (open: Parameters<typeof benchPlanning>[0]): Promise<number> =>
    benchPlanning(open, { session, clock, runs });
  const stepped = (planner: Planner): Promise<number> =>
    measure(
      inModel((dynamics) => {
        const workspace = createPlanWorkspace(dynamics, planner.options);
        return (belief, rng) => planWith(planner, dynamics, belief, { rng, workspace });
      }),
    );
  const inOneRun = (planner: Planner): Promise<number> =>
    measure(async (model, options) => {
      const graph = await openPlannerGraph(model, planner, options);
      return timed((belief, rng) => graph.plan(belief, { rng }), graph);
    });
  const timesOf = async (time: (planner: Planner) => Promise<number>): Promise<Omit<PlannerTimes, "cem256x12x5">> => ({
    icem64x12x3: await time(ICEM),
    ...(session.device === "cpu" ? {} : { cem512x12x6: await time(LARGE_CEM) }),
  });
  const mcts50 = await measure(
    inModel((dynamics) => (belief, rng) => planMcts(dynamics, belief, { options: MCTS, rng })),
  );
  const graphMsPerDecision = { cem256x12x5: await inOneRun(CEM), ...(await timesOf(inOneRun)) };
  const others = { ...(await timesOf(stepped)), mcts50 };
  const { device } = session;
  if (peer === null)
    return { device, msPerDecision: { cem256x12x5: await stepped(CEM), ...others }, graphMsPerDecision };
  const { cem256x12x5 } = await compareInTurn(
    ["cem256x12x5"],
    async () => ({ cem256x12x5: await stepped(CEM) }),
    () => runTorchPeer(peer, session),
  );
  return {
    device,
    msPerDecision: { cem256x12x5: cem256x12x5.ours, ...others },
    graphMsPerDecision,
    peer: { cem256x12x5: cem256x12x5.theirs, cem256x12x5Speedup: 1 / cem256x12x5.ratio },
  };
}

function inModel(decideIn: (dynamics: LearnedDynamics) => Decide): Parameters<typeof benchPlanning>[0] {
  return async (model, options) => {
    const dynamics = new LearnedDynamics(model, options);
    return timed(decideIn(dynamics), dynamics);
  };
}

/** Every decision draws from a stream of its own. */
function timed(decide: Decide, owner: Pick<BenchPlanner, "dispose">): BenchPlanner {
  const rng = createRng(0);
  let decision = 0;
  return { decide: (belief) => decide(belief, rng.split(decision++)), dispose: () => owner.dispose() };
}
