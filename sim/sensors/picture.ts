/** Takes pictures of an episode. */
import { type Camera, createCamera } from "../camera/camera.ts";
import type { Scene } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import type { CameraSensorSpec } from "../sensor-types.ts";
import type { Simulation } from "../simulation.ts";

/** Farther than what any built-in scenario shows; car-racing's field is 667 m wide. */
export const DEPTH_LIMIT = 1000;
const MOST_SEGMENTS = 255;

/** A function that returns the present picture in an array of its own: see `CameraSensorSpec`. */
export function createPicture(simulation: Simulation, sensor: CameraSensorSpec): () => Float32Array | Uint8Array {
  const { width, height, pose, image = "rgb", maxDistance = DEPTH_LIMIT } = sensor;
  const pixels = width * height;
  let scene: Scene | undefined;
  let camera: Camera | undefined;

  function present(): Camera {
    if (!camera || scene !== simulation.scene) {
      scene = simulation.scene;
      camera = createCamera(scene, { width, height, ...(pose && { pose }) });
    }
    return camera;
  }

  if (image === "rgb") {
    return () => {
      const rgb = new Uint8Array(pixels * 3);
      present().renderInto({ rgb }, simulation.scenePoses());
      return rgb;
    };
  }
  if (image === "depth") {
    return () => {
      const depth = new Float32Array(pixels);
      present().renderInto({ depth }, simulation.scenePoses());
      for (let at = 0; at < pixels; at++) if (depth[at]! > maxDistance) depth[at] = maxDistance;
      return depth;
    };
  }
  return () => {
    const segmentation = new Uint8Array(pixels);
    const { bodies } = simulation.scene;
    if (bodies.length > MOST_SEGMENTS)
      throw new SpecError(
        `${sensor.name}: a segmentation tells at most ${MOST_SEGMENTS} bodies apart, got ${bodies.length}`,
      );
    present().renderInto({ segmentation }, simulation.scenePoses());
    return segmentation;
  };
}
