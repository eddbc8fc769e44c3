/** How many pictures the camera takes in a second, on the one core that it runs on. */
import { loadScenario } from "../../scenarios/index.ts";
import { median } from "../../sim/core/index.ts";
import { type CameraPose, createCamera, createEnv } from "../../sim/index.ts";
import { CAMERA_SCENE, cameraScenePosesInto } from "./camera-scene.ts";

export interface CameraFigures {
  /** A camera that stands, while everything but the floor moves. */
  readonly framesPerSecondPerCore: number;
  /** The same on the move, where nothing of the last picture can be kept. */
  readonly movingCameraFramesPerSecondPerCore: number;
  /** Control steps of car-racing, physics, picture and reward. */
  readonly carRacingPixelStepsPerSecond: number;
  readonly primitives: number;
  /** Pixels, width × height, in RGB. */
  readonly resolution: string;
}

const SIDE = 64;
/** Poses in turn, so that no picture is like the one before. */
const MOMENTS = 64;
const FRAMES_PER_RUN = 512;
const STEPS_PER_RUN = 128;

export interface CameraBenchOptions {
  /** Timed runs, of which the median counts. */
  readonly runs: number;
  /** Time in seconds. */
  readonly clock: () => number;
}

export async function benchCamera({ runs, clock }: CameraBenchOptions): Promise<CameraFigures> {
  const { bodies, camera } = CAMERA_SCENE;
  const riding: CameraPose = { ...camera, mount: { body: "sphere 0", turns: "none" } };
  return {
    framesPerSecondPerCore: framesPerSecond(camera, runs, clock),
    movingCameraFramesPerSecondPerCore: framesPerSecond(riding, runs, clock),
    carRacingPixelStepsPerSecond: await carRacingStepsPerSecond(runs, clock),
    primitives: bodies.flatMap(({ shapes }) => shapes).length,
    resolution: `${SIDE}×${SIDE}`,
  };
}

function framesPerSecond(pose: CameraPose, runs: number, clock: () => number): number {
  const camera = createCamera(CAMERA_SCENE, { width: SIDE, height: SIDE, pose });
  const rgb = new Uint8Array(SIDE * SIDE * 3);
  const moments = Array.from({ length: MOMENTS }, (_, moment) => {
    const poses = new Float32Array(CAMERA_SCENE.bodies.length * 7);
    cameraScenePosesInto(poses, 0.11 * moment);
    return poses;
  });
  const takePictures = (): number => {
    const start = clock();
    for (let frame = 0; frame < FRAMES_PER_RUN; frame++) {
      camera.renderInto({ rgb }, moments[frame % MOMENTS] ?? new Float32Array());
    }
    return FRAMES_PER_RUN / (clock() - start);
  };
  // The compiler's turn.
  takePictures();
  takePictures();
  return median(Array.from({ length: runs }, takePictures));
}

/** Slow driving along the road, so that no picture is like the one before. */
async function carRacingStepsPerSecond(runs: number, clock: () => number): Promise<number> {
  const env = await createEnv(await loadScenario("car-racing"), { observe: ["pixels"] });
  env.reset({ seed: 0 });
  const drive = (): number => {
    const start = clock();
    for (let step = 0; step < STEPS_PER_RUN; step++) {
      const { terminated, truncated } = env.step([0.1, -0.6, -1]);
      if (terminated || truncated) env.reset({ seed: 0 });
    }
    return STEPS_PER_RUN / (clock() - start);
  };
  drive();
  drive();
  const rate = median(Array.from({ length: runs }, drive));
  env.close();
  return rate;
}
