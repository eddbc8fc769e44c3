/** `craik bench`: the benchmarks, as medians; with --peers, in turn with the same work in PyTorch. */
import { UsageError } from "../../sim/index.ts";
import type { CameraFigures } from "../bench/camera-bench.ts";
import type { DreamFigures } from "../bench/dream-bench.ts";
import type { PlanFigures } from "../bench/plan-bench.ts";
import type { SimFigures } from "../bench/sim-bench.ts";
import type { TrainMemoryFigures } from "../bench/train-memory-bench.ts";
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";
import { choice, integer, text, toggle } from "../option.ts";
import { findPackageFile } from "../package-root.ts";
import { formatTable } from "../table.ts";

interface TrainFigures extends TrainRates, Partial<TrainMemoryFigures> {
  readonly device: string;
  /** Of this process. */
  readonly peakResidentBytes: number;
  /** PyTorch's figure in the same minutes, and ours by it. */
  readonly peer?: TrainRates & { readonly vaeRatio: number; readonly rnnRatio: number };
}

interface TrainRates {
  readonly vaeSamplesPerSecond: number;
  readonly rnnTransitionsPerSecond: number;
}

const BENCHMARKS = ["sim", "camera", "train", "plan", "dream"] as const;
export const bench: Command = defineCommand({
  name: "bench",
  summary: "measure the simulation, the camera, training, planning and evolution in the dream",
  operands: { benchmark: required(`what to measure: ${BENCHMARKS.join(", ")}`) },
  options: {
    device: choice("--device <name>", "where", ["cpu", "webgpu", "cuda"], "cpu"),
    threads: integer("--threads <count>", "threads of ONNX Runtime and of the peer", {
      least: 1,
      most: 256,
      fallback: 2,
    }),
    runs: integer("--runs <count>", "timed runs, of which the median counts", { least: 1, fallback: 20 }),
    peers: toggle("--peers", "measure PyTorch in turn (Debian's python3-torch)"),
    memory: toggle("--memory", "watch memory over 2,000 updates of V and of M too (minutes)"),
    scenario: text("--scenario <id|path>", "what sim steps; quadruped-run unless given"),
    workers: integer("--workers <count>", "threads of sim", { least: 1, most: 256, fallback: 2 }),
  },
  async run({
    operands,
    options,
    progress,
  }): Promise<SimFigures | CameraFigures | TrainFigures | PlanFigures | DreamFigures> {
    const { benchmark } = operands;
    if (benchmark === "sim") {
      const { benchSim } = await import("../bench/sim-bench.ts");
      const { scenario = "quadruped-run", workers, runs } = options;
      return benchSim({ scenario, workers, runs, clock, note: progress.note });
    }
    if (benchmark === "camera") {
      const { benchCamera } = await import("../bench/camera-bench.ts");
      return benchCamera({ runs: options.runs, clock });
    }
    if (benchmark !== "train" && benchmark !== "plan" && benchmark !== "dream") {
      throw new UsageError(
        `bench: benchmark must be one of ${BENCHMARKS.join(", ")}, got ${JSON.stringify(benchmark)}`,
      );
    }
    progress.note(`bench ${benchmark} on ${options.device}, ${options.threads} threads`);
    if (benchmark === "dream") {
      const { benchDream } = await import("../bench/dream-bench.ts");
      return benchDream({ session: { device: options.device, threads: options.threads }, runs: options.runs, clock });
    }
    if (benchmark === "train") return benchTrain(options);
    const { benchPlan } = await import("../bench/plan-bench.ts");
    const { device, threads, runs } = options;
    return benchPlan({
      session: { device, threads },
      runs,
      clock,
      peer: options.peers ? peerScript("plan_peer.py") : null,
    });
  },
  print: (figures) => formatTable(["figure", "value"], flat(figures)),
});

interface BenchRequest {
  readonly device: "cpu" | "webgpu" | "cuda";
  readonly threads: number;
  readonly runs: number;
  readonly peers: boolean;
}

async function benchTrain(request: BenchRequest & { readonly memory: boolean }): Promise<TrainFigures> {
  const { benchTrainMemory, peakResidentBytes } = await import("../bench/train-memory-bench.ts");
  const rates = await benchTrainRates(request);
  const memory = request.memory ? await benchTrainMemory(request) : {};
  return { ...rates, ...memory, peakResidentBytes: peakResidentBytes() };
}

async function benchTrainRates({
  device,
  threads,
  runs,
  peers,
}: BenchRequest): Promise<Omit<TrainFigures, "peakResidentBytes">> {
  const { benchTraining, compareInTurn, runTorchPeer } = await import("../../worldmodel/index.ts");
  const measure = (): ReturnType<typeof benchTraining> => benchTraining({ session: { device, threads }, clock, runs });
  if (!peers) return { device, ...(await measure()) };
  const script = peerScript("train_peer.py");
  const { vaeSamplesPerSecond, rnnTransitionsPerSecond } = await compareInTurn(
    ["vaeSamplesPerSecond", "rnnTransitionsPerSecond"],
    measure,
    () => runTorchPeer(script, { threads, device }),
  );
  return {
    device,
    vaeSamplesPerSecond: vaeSamplesPerSecond.ours,
    rnnTransitionsPerSecond: rnnTransitionsPerSecond.ours,
    peer: {
      vaeSamplesPerSecond: vaeSamplesPerSecond.theirs,
      rnnTransitionsPerSecond: rnnTransitionsPerSecond.theirs,
      vaeRatio: vaeSamplesPerSecond.ratio,
      rnnRatio: rnnTransitionsPerSecond.ratio,
    },
  };
}

function clock(): number {
  return performance.now() / 1000;
}

function peerScript(name: string): string {
  return findPackageFile(`tests/bench/peers/${name}`);
}

/** Nested figures as rows, names joined by dots. */
function flat(figures: object, prefix = ""): readonly (readonly [string, string])[] {
  return Object.entries(figures).flatMap(([name, value]): readonly (readonly [string, string])[] =>
    typeof value === "object" && value !== null
      ? flat(value, `${prefix}${name}.`)
      : [[prefix + name, typeof value === "number" ? value.toPrecision(4) : String(value)]],
  );
}
