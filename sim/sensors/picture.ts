/** Takes pictures of an episode. */
import { type Camera, createCamera } from "../camera/camera.ts";
import type { Scene } from "../core/env.ts";
import type { CameraSensorSpec } from "../sensor-types.ts";
import type { Simulation } from "../simulation.ts";

/** A function that returns the present picture, RGB [height, width, 3], in an array of its own. */
export function createPicture(simulation: Simulation, { width, height, pose }: CameraSensorSpec): () => Uint8Array {
  let scene: Scene | undefined;
  let camera: Camera | undefined;
  return () => {
    if (!camera || scene !== simulation.scene) {
      scene = simulation.scene;
      camera = createCamera(scene, { width, height, ...(pose && { pose }) });
    }
    const rgb = new Uint8Array(width * height * 3);
    camera.renderInto({ rgb }, simulation.scenePoses());
    return rgb;
  };
}
