/** A feed to look at without a run: a cart-pole that swings by formula, with a prediction that lags behind. */
import type { FrameEvent, PhasesEvent, SceneEvent, TableEvent } from "../../viewer/protocol/index.ts";

const STEP_SECS = 0.01;
const RAIL_HEIGHT = 1;
const UPRIGHT = [0, 0, 0, 1] as const;
/** Turns local z into world x. */
const ALONG_X = [0, Math.SQRT1_2, 0, Math.SQRT1_2] as const;

/** Dimensions as in DeepMind Control's cart-pole. */
export const SCENE: SceneEvent = {
  kind: "scene",
  title: "Cart-pole swing-up",
  controlStepSecs: STEP_SECS,
  scene: {
    bodies: [
      {
        name: "floor",
        moves: false,
        shapes: [
          {
            geometry: { kind: "plane", halfSizes: [10, 10] },
            position: [0, 0, 0],
            rotation: UPRIGHT,
            colour: [0.8, 0.8, 0.8],
          },
        ],
      },
      {
        name: "rail",
        moves: false,
        shapes: [-0.07, 0.07].map((y) => ({
          geometry: { kind: "capsule", radius: 0.02, halfLength: 2 } as const,
          position: [0, y, 0] as const,
          rotation: ALONG_X,
          colour: [0.62, 0.64, 0.68] as const,
        })),
      },
      {
        name: "cart",
        moves: true,
        shapes: [
          {
            geometry: { kind: "box", halfSizes: [0.2, 0.15, 0.1] },
            position: [0, 0, 0],
            rotation: UPRIGHT,
            colour: [0.2, 0.28, 0.42],
          },
        ],
      },
      {
        name: "pole",
        moves: true,
        shapes: [
          {
            geometry: { kind: "capsule", radius: 0.045, halfLength: 0.5 },
            position: [0, 0, 0.5],
            rotation: UPRIGHT,
            colour: [0.93, 0.55, 0.2],
          },
        ],
      },
    ],
    camera: { position: [0.6, -4.4, 1.9], target: [0, 0, 1.05], verticalFovRad: 0.75 },
  },
};

export interface FrameOptions {
  readonly source?: string;
  readonly episode?: number;
  readonly ghost?: boolean;
}

/** The frame of a control step; the prediction shows what was 0.12 s before. */
export function frameAt(step: number, { source = "random", episode = 0, ghost = true }: FrameOptions = {}): FrameEvent {
  const timeSecs = step * STEP_SECS;
  const frame: FrameEvent = {
    kind: "frame",
    source,
    episode,
    step,
    timeSecs,
    reward: (1 + Math.cos(poleAngleRad(timeSecs))) / 2,
    returnSoFar: step / 2,
    poses: posesAt(timeSecs),
  };
  return ghost ? { ...frame, ghost: posesAt(timeSecs - 0.12) } : frame;
}

export function phasesAt(running: number, fraction: number): PhasesEvent {
  const labels = [
    "Collect experience",
    "Train vision (V)",
    "Train memory (M)",
    "Evolve controller (C)",
    "Plan in the dream",
    "Evaluate",
  ];
  return {
    kind: "phases",
    phases: labels.map((label, index) => ({
      id: `phase-${index}`,
      label,
      state: index < running ? "finished" : index === running ? "running" : "waiting",
      fraction: index < running ? 1 : index === running ? fraction : 0,
      etaSecs: index === running ? 84 * (1 - fraction) : null,
      detail: index === running ? "epoch 3 of 10, loss 0.42" : index < running ? "48 s" : "",
    })),
  };
}

export const TABLE: TableEvent = {
  kind: "table",
  rows: [
    { agent: "random", dynamics: "–", returnMean: 28.4, returnStd: 6.1, episodes: 3 },
    { agent: "controller", dynamics: "learned", returnMean: 214.9, returnStd: 80.2, episodes: 3 },
    { agent: "cem", dynamics: "learned", returnMean: 551.3, returnStd: 64.8, episodes: 3 },
    { agent: "cem", dynamics: "true", returnMean: 842.6, returnStd: 12.4, episodes: 3 },
  ],
};

function poleAngleRad(timeSecs: number): number {
  return 2.4 * Math.sin(2.1 * timeSecs);
}

/** [bodies × 7] */
function posesAt(timeSecs: number): Float32Array {
  const x = 0.9 * Math.sin(1.3 * timeSecs);
  const half = poleAngleRad(timeSecs) / 2;
  return Float32Array.from(
    [
      [0, 0, 0, ...UPRIGHT],
      [0, 0, RAIL_HEIGHT, ...UPRIGHT],
      [x, 0, RAIL_HEIGHT, ...UPRIGHT],
      [x, 0, RAIL_HEIGHT, 0, Math.sin(half), 0, Math.cos(half)],
    ].flat(),
  );
}
