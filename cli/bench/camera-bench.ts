/** How many pictures the camera takes in a second, on the one core that it runs on. */
import { type CameraPose, createCamera } from "../../sim/index.ts";
import { CAMERA_SCENE, cameraScenePosesInto } from "./camera-scene.ts";

export interface CameraFigures {
  /** A camera that stands, while everything but the floor moves. */
  readonly framesPerSecondPerCore: number;
  /** The same on the move, where nothing of the last picture can be kept. */
  readonly movingCameraFramesPerSecondPerCore: number;
  readonly primitives: number;
  /** Pixels, width × height, in RGB. */
  readonly resolution: string;
}

const SIDE = 64;
/** Poses in turn, so that no picture is like the one before. */
const MOMENTS = 64;
const FRAMES_PER_RUN = 512;

export interface CameraBenchOptions {
  /** Timed runs, of which the median counts. */
  readonly runs: number;
  /** Time in seconds. */
  readonly clock: () => number;
}

export function benchCamera({ runs, clock }: CameraBenchOptions): CameraFigures {
  const { bodies, camera } = CAMERA_SCENE;
  const riding: CameraPose = { ...camera, mount: { body: "sphere 0", turns: "none" } };
  return {
    framesPerSecondPerCore: framesPerSecond(camera, runs, clock),
    movingCameraFramesPerSecondPerCore: framesPerSecond(riding, runs, clock),
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
  const rates = Array.from({ length: runs }, takePictures).sort((a, b) => a - b);
  return rates[Math.floor(rates.length / 2)] ?? Number.NaN;
}
