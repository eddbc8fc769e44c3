/** The benchmarks measure with the clock that they are given. No time of this machine is asserted. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { median } from "../../../sim/core/index.ts";
import { benchControllerSize, benchDreaming } from "../../../worldmodel/bench/dream-bench.ts";
import { benchPlanning } from "../../../worldmodel/bench/plan-bench.ts";
import { compareInTurn, medianSecs } from "../../../worldmodel/bench/timing.ts";
import { runTorchPeer } from "../../../worldmodel/bench/torch-peer.ts";
import { benchTraining } from "../../../worldmodel/bench/train-bench.ts";
import { type Belief, LearnedDynamics } from "../../../worldmodel/learned-dynamics.ts";
import { pythonHas } from "../support/system-python.ts";

const PEERS = join(import.meta.dirname, "../../bench/peers");
const torch = pythonHas("torch");

/** Advances by one second a reading. */
function ticking(): () => number {
  let secs = 0;
  return () => {
    secs += 1;
    return secs;
  };
}

const options = () => ({ session: { device: "cpu", threads: 1 }, clock: ticking(), runs: 1 }) as const;

describe("benchmarks", () => {
  it("take the median of the runs after the warm-up", async () => {
    const lengths = [100, 100, 3, 9, 4];
    let time = 0;
    const run = (): Promise<void> => {
      time += lengths.shift() ?? 0;
      return Promise.resolve();
    };
    expect(await medianSecs(run, () => time, 3)).toBe(4);
    expect(median([5, 1, 3])).toBe(3);
  });

  it("compare with a peer round by round, so that a slow minute strikes both", async () => {
    const [ours, theirs] = [
      [10, 100, 12],
      [5, 50, 4],
    ];
    const next = (values: number[]) => async (): Promise<{ rate: number }> => ({ rate: values.shift() ?? Number.NaN });
    expect(await compareInTurn(["rate"], next(ours), next(theirs))).toEqual({
      rate: { ours: 12, theirs: 5, ratio: 2 },
    });
  });

  it("count transitions and samples of training steps", async () => {
    // One call takes one second on this clock: 64 · 32 transitions, and 100 pictures.
    expect(await benchTraining(options())).toEqual({ rnnTransitionsPerSecond: 2048, vaeSamplesPerSecond: 100 });
  });

  it("time a planner's decision on the model of the benchmark", async () => {
    const size = { candidates: 256, horizon: 12 };
    const open: Parameters<typeof benchPlanning>[0] = async (model, session) => {
      const dynamics = new LearnedDynamics(model, session);
      const decide = async (belief: Belief): Promise<void> => {
        const { rewards } = await dynamics.rollout(belief, new Float32Array(256 * 12 * 3), size);
        expect(rewards).toHaveLength(256 * 12);
        // Equal actions from one belief: every candidate sees the same.
        expect(new Set(rewards.filter((_, index) => index % 12 === 11)).size).toBe(1);
      };
      return { decide, dispose: () => dynamics.dispose() };
    };
    expect(await benchPlanning(open, options())).toBe(1000);
  });

  it("scale a population's dreams up to their full length", async () => {
    // One second on this clock for each of ten parts of 1,000 decisions; W [3, 32 + 256] and b [3].
    expect(await benchDreaming(options())).toBe(10);
    expect(benchControllerSize()).toBe(867);
  });

  it("say in one line that a peer cannot be run", async () => {
    const peer = runTorchPeer(join(PEERS, "none.py"), { threads: 1, device: "cpu" });
    await expect(peer).rejects.toThrow(/^--peers: [^\n]*none\.py needs \/usr\/bin\/python3 with PyTorch, got: [^\n]+$/);
  });

  it.skipIf(!torch).each(["train_peer.py", "plan_peer.py"])("have a peer that runs: %s", (script) => {
    const printed = execFileSync("/usr/bin/python3", [join(PEERS, script), "--threads", "1", "--runs", "1"], {
      encoding: "utf8",
    });
    const [value] = Object.values(JSON.parse(printed) as Readonly<Record<string, number>>);
    expect(value).toBeGreaterThan(0);
  });
});
