/** What others have published for the same tasks: rows of reference, never of ours. */

export interface PublishedScore {
  readonly system: string;
  /** Experience that it was trained on. */
  readonly training: string;
  readonly returnMean: number;
  /** As published; null where it was not. */
  readonly returnStd: number | null;
  readonly source: string;
}

/** Three seeds each. */
const TDMPC2 = "Hansen et al. 2024, arXiv:2310.16828, results/ of github.com/nicklashansen/tdmpc2";
/** As run for the same comparison. */
const SAC = `Haarnoja et al. 2018, as run for ${TDMPC2}`;
const DREAMER = "Hafner et al. 2023, arXiv:2301.04104, curves of proprioceptive control";
const WORLD_MODELS = "Ha & Schmidhuber 2018, arXiv:1803.10122";
const RANDOM_EPISODES = "10,000 random episodes";

/** Returns on DeepMind Control: TD-MPC2 at 100k, 500k and 1M steps; DreamerV3 at 100k and 490k; SAC at 100k and 1M. */
const CONTROL: Readonly<Record<string, readonly [readonly number[], readonly number[], readonly number[]]>> = {
  "cartpole-swingup": [
    [839, 876, 876],
    [516, 851],
    [835, 839],
  ],
  "pendulum-swingup": [
    [724, 842, 819],
    [745, 779],
    [96, 354],
  ],
  "reacher-easy": [
    [937, 919, 983],
    [657, 944],
    [540, 914],
  ],
  "reacher-hard": [
    [414, 914, 981],
    [701, 937],
    [161, 928],
  ],
  "cup-catch": [
    [981, 985, 986],
    [743, 964],
    [958, 978],
  ],
  "hopper-stand": [
    [28, 936, 954],
    [95, 544],
    [2, 302],
  ],
};

const IMAGES: Readonly<Record<string, readonly PublishedScore[]>> = {
  "car-racing": [
    worldModels("World Models: controller on (z, h)", 906, 21, "table 1"),
    worldModels("World Models: controller on z only", 632, 251, "table 1"),
    worldModels("World Models: z only, with a hidden layer", 788, 141, "table 1"),
  ],
  "take-cover": [
    worldModels("World Models: controller trained in the dream, τ 1.15", 1092, 556, "table 2"),
    worldModels("World Models: controller trained in the dream, τ 1", 868, 511, "table 2"),
    { ...worldModels("World Models: random play", 210, 108, "table 2"), training: "none" },
  ],
};

/** Of a built-in scenario, by its id; none for one that nobody has published. */
export function publishedScores(scenario: string): readonly PublishedScore[] {
  const control = Object.hasOwn(CONTROL, scenario) ? CONTROL[scenario] : undefined;
  if (control) {
    const [tdmpc2, dreamer, sac] = control;
    return [
      ...curve("TD-MPC2", TDMPC2, ["100,000", "500,000", "1,000,000"], tdmpc2),
      ...curve("DreamerV3", DREAMER, ["100,000", "490,000"], dreamer),
      ...curve("SAC", SAC, ["100,000", "1,000,000"], sac),
    ];
  }
  return Object.hasOwn(IMAGES, scenario) ? (IMAGES[scenario] ?? []) : [];
}

function curve(
  system: string,
  source: string,
  steps: readonly string[],
  returns: readonly number[],
): readonly PublishedScore[] {
  return returns.map((returnMean, index) => ({
    system,
    training: `${steps[index]} steps`,
    returnMean,
    returnStd: null,
    source,
  }));
}

function worldModels(system: string, returnMean: number, returnStd: number, table: string): PublishedScore {
  return { system, training: RANDOM_EPISODES, returnMean, returnStd, source: `${WORLD_MODELS}, ${table}` };
}
