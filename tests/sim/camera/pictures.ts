/** Small scenes and their pictures, for the camera's tests. */
import { type CameraPose, createCamera, type Geometry, type Quat, type Scene, type Vec3 } from "../../../sim/index.ts";

export const UPRIGHT: Quat = [0, 0, 0, 1];

export interface Thing {
  readonly geometry: Geometry;
  readonly position?: Vec3;
  readonly rotation?: Quat;
  readonly colour?: Vec3;
  readonly still?: boolean;
}

/** A body for each thing, named by its index, placed by its pose. */
export function sceneOf(camera: CameraPose, things: readonly Thing[]): { scene: Scene; poses: Float32Array } {
  return {
    scene: {
      camera,
      bodies: things.map(({ geometry, colour = [0.8, 0.3, 0.2], still = false }, index) => ({
        name: String(index),
        moves: !still,
        shapes: [{ geometry, position: [0, 0, 0], rotation: UPRIGHT, colour }],
      })),
    },
    poses: Float32Array.from(
      things.flatMap(({ position = [0, 0, 0], rotation = UPRIGHT }) => [...position, ...rotation]),
    ),
  };
}

export interface Pictures {
  readonly rgb: Uint8Array;
  readonly depth: Float32Array;
  readonly segmentation: Uint8Array;
}

export function photograph(scene: Scene, poses: Float32Array, width = 64, height = 64): Pictures {
  const pictures = emptyPictures(width, height);
  createCamera(scene, { width, height }).renderInto(pictures, poses);
  return pictures;
}

export function emptyPictures(width: number, height: number): Pictures {
  return {
    rgb: new Uint8Array(width * height * 3),
    depth: new Float32Array(width * height),
    segmentation: new Uint8Array(width * height),
  };
}
