/** Whether memory stays flat over many updates of V and of M. */
import { allocatedBytes } from "../../sim/index.ts";
import { openBenchTraining, type SessionOptions } from "../../worldmodel/index.ts";

export interface TrainMemoryFigures {
  /** Updates of each. */
  readonly memorySteps: number;
  readonly vaeMemory: MemoryGrowth;
  readonly rnnMemory: MemoryGrowth;
}

/** After all updates, less the same after half of them. */
export interface MemoryGrowth {
  /** Heap and buffers, both after a collection of garbage. */
  readonly growthBytes: number;
  /** The process's resident memory: ONNX Runtime's own too, which its allocator gives back late. */
  readonly residentGrowthBytes: number;
}

const STEPS = 2000;

/** steps: even, and a multiple of what goes into one call. */
export async function benchTrainMemory(session: SessionOptions, steps: number = STEPS): Promise<TrainMemoryFigures> {
  return {
    memorySteps: steps,
    vaeMemory: await growth("vae", session, steps),
    rnnMemory: await growth("rnn", session, steps),
  };
}

async function growth(part: "vae" | "rnn", session: SessionOptions, steps: number): Promise<MemoryGrowth> {
  const training = await openBenchTraining(part, session);
  try {
    const train = async (): Promise<readonly [number, number]> => {
      for (let taken = 0; taken < steps / 2; taken += training.updates) await training.run();
      return [allocatedBytes(), process.memoryUsage().rss];
    };
    const [early, residentEarly] = await train();
    const [late, residentLate] = await train();
    return { growthBytes: late - early, residentGrowthBytes: residentLate - residentEarly };
  } finally {
    await training.dispose();
  }
}

/** The most resident memory that this process ever had. */
export function peakResidentBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
