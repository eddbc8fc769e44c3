/** The camera: pictures of a scene's bodies in colour, depth and segmentation, the same bytes on every machine. */
import { CAMERA_FRAME_SIZE, type CameraFrame, cameraFrame, cameraFrameInto } from "../core/camera-frame.ts";
import type { CameraPose, Scene } from "../core/env.ts";
import { ShapeError, SpecError } from "../core/errors.ts";
import { floorSquare } from "../core/scene-look.ts";
import { backdrop } from "./backdrop.ts";
import { type CompiledScene, compileScene } from "./compile-scene.ts";
import { createEye, type Eye, turnLights } from "./eye.ts";
import { clearRaster, copyRasterInto, createRaster, forgetTouched, type Raster } from "./raster.ts";
import { type Ground, smoothEdges } from "./smooth-edges.ts";
import { createViews, drawViews, shadeInto, type Views } from "./view.ts";

export interface CameraOptions {
  /** Pixels, 1 to 4096. */
  readonly width: number;
  readonly height: number;
  /** The scene's own camera unless given. */
  readonly pose?: CameraPose | undefined;
}

/** What to write; what is left out costs nothing. Rows from the top, columns from the left. */
export interface Images {
  /** sRGB bytes, edges anti-aliased [H × W × 3]. */
  readonly rgb?: Uint8Array | undefined;
  /** Metres along the camera's line of sight (not along each pixel's ray), at the pixels' middles; Infinity where there is nothing [H × W]. */
  readonly depth?: Float32Array | undefined;
  /** Index of the body + 1 at the pixels' middles, 0 where there is nothing [H × W]. Of bytes only for up to 255 bodies. */
  readonly segmentation?: Uint8Array | Uint16Array | undefined;
}

export interface Camera {
  readonly width: number;
  readonly height: number;
  /**
   * Draws the bodies in these poses, as `env.posesInto` writes them [bodies × 7]. Bodies that are not finite are left out.
   * A ShapeError for a buffer of another size.
   */
  renderInto(images: Images, poses: Float32Array): void;
}

const MOST_PIXELS_A_SIDE = 4096;

/**
 * A camera for one scene; make another when the scene is replaced. A SpecError for an impossible pose, size or mesh.
 *
 * ```ts
 * const camera = createCamera(env.scene, { width: 64, height: 64 });
 * const rgb = new Uint8Array(64 * 64 * 3);
 * env.posesInto(poses);
 * camera.renderInto({ rgb }, poses);
 * ```
 */
export function createCamera(scene: Scene, { width, height, pose = scene.camera }: CameraOptions): Camera {
  for (const [name, size] of Object.entries({ width, height })) {
    if (!Number.isInteger(size) || size < 1 || size > MOST_PIXELS_A_SIDE) {
      throw new SpecError(`createCamera: ${name} must be an integer from 1 to ${MOST_PIXELS_A_SIDE}, got ${size}`);
    }
  }
  const compiled = compileScene(scene);
  const frame = cameraFrame(scene, pose);
  const raster = createRaster(width, height, frame.tanHalfFov);
  const darkroom: Darkroom = {
    compiled,
    frame,
    eye: createEye(),
    raster,
    still: createRaster(width, height, frame.tanHalfFov),
    views: createViews(compiled, floorSquare(pose), raster.pixel),
    emptyGround: { primitives: 0, surfaces: 0, rgb: backdrop(width, height) },
    stillGround: {
      primitives: compiled.stillPrimitives,
      surfaces: compiled.stillSurfaces,
      rgb: new Uint8Array(width * height * 3),
    },
    stillPoses: new Float32Array(compiled.bodies * 7).fill(Number.NaN),
    frameNow: new Float64Array(CAMERA_FRAME_SIZE),
    stillIsColoured: false,
  };
  return {
    width,
    height,
    renderInto(images, poses) {
      requireSizes(images, poses, compiled.bodies, width * height);
      render(darkroom, images, poses);
    },
  };
}

interface Darkroom {
  readonly compiled: CompiledScene;
  readonly frame: CameraFrame;
  readonly eye: Eye;
  readonly raster: Raster;
  /** Only what never moves, drawn anew when the camera has moved. */
  readonly still: Raster;
  readonly stillPoses: Float32Array;
  readonly views: Views;
  /** What is behind everything, and what never moves: the grounds of the two layers. */
  readonly emptyGround: Ground;
  readonly stillGround: Ground;
  readonly frameNow: Float64Array;
  stillIsColoured: boolean;
}

function render(room: Darkroom, { rgb, depth, segmentation }: Images, poses: Float32Array): void {
  const { compiled, eye, raster, still, views, emptyGround, stillGround } = room;
  const { stillPrimitives, stillSurfaces, primitives } = compiled;
  if (stillHasChanged(room, poses)) {
    turnLights(eye);
    clearRaster(still);
    forgetTouched(still);
    drawViews(views, 0, stillPrimitives, eye, poses, still);
    room.stillIsColoured = false;
  }
  if (rgb && !room.stillIsColoured) {
    stillGround.rgb.set(emptyGround.rgb);
    shadePixels(stillGround.rgb, views, eye, still, 0);
    smoothEdges(stillGround.rgb, emptyGround, views, eye, still);
    room.stillIsColoured = true;
  }
  copyRasterInto(raster, still);
  forgetTouched(raster);
  drawViews(views, stillPrimitives, primitives.length, eye, poses, raster);
  if (rgb) {
    rgb.set(stillGround.rgb);
    shadePixels(rgb, views, eye, raster, stillSurfaces);
    smoothEdges(rgb, stillGround, views, eye, raster);
  }
  if (depth) {
    const { nearness } = raster;
    for (let at = 0; at < nearness.length; at++) depth[at] = 1 / nearness[at]!;
  }
  if (segmentation) {
    const { surface } = raster;
    const { bodyOf } = compiled;
    for (let at = 0; at < surface.length; at++) segmentation[at] = surface[at]! < 0 ? 0 : bodyOf[surface[at]!]! + 1;
  }
}

/** Whether the camera or a body that should not move has moved since what stands still was drawn. */
function stillHasChanged({ compiled, frame, eye, frameNow, stillPoses }: Darkroom, poses: Float32Array): boolean {
  cameraFrameInto(frameNow, frame, poses);
  let changed = false;
  for (let i = 0; i < frameNow.length; i++) {
    if (Object.is(frameNow[i], eye.frame[i])) continue;
    eye.frame[i] = frameNow[i]!;
    changed = true;
  }
  for (let index = 0; index < compiled.stillPrimitives; index++) {
    const at = compiled.primitives[index]!.body * 7;
    for (let i = at; i < at + 7; i++) {
      if (Object.is(poses[i], stillPoses[i])) continue;
      stillPoses[i] = poses[i]!;
      changed = true;
    }
  }
  return changed;
}

/** Colours the pixels that see a surface from `firstSurface` on, each by its middle. */
function shadePixels(rgb: Uint8Array, views: Views, eye: Eye, raster: Raster, firstSurface: number): void {
  const { width, surface, nearness, xs, ys, touched } = raster;
  const { hit } = views;
  const [left, right, top, bottom] = [touched[0]!, touched[1]!, touched[2]!, touched[3]!];
  for (let row = top; row <= bottom; row++) {
    const y = ys[row]!;
    for (let column = left, at = row * width + left; column <= right; column++, at++) {
      const seen = surface[at]!;
      if (seen < firstSurface) continue;
      hit[0] = xs[column]!;
      hit[1] = y;
      hit[2] = nearness[at]!;
      shadeInto(rgb, 3 * at, views, eye, seen);
    }
  }
}

function requireSizes({ rgb, depth, segmentation }: Images, poses: Float32Array, bodies: number, pixels: number): void {
  const require = (name: string, needed: number, buffer: ArrayLike<number> | undefined): void => {
    if (buffer && buffer.length !== needed) {
      throw new ShapeError(`camera: ${name}=[${needed}], got [${buffer.length}]`);
    }
  };
  require("poses must be [bodies × 7]", bodies * 7, poses);
  require("rgb must be [H × W × 3]", pixels * 3, rgb);
  require("depth must be [H × W]", pixels, depth);
  require("segmentation must be [H × W]", pixels, segmentation);
  if (segmentation?.BYTES_PER_ELEMENT === 1 && bodies > 255) {
    throw new ShapeError(
      `camera: segmentation must be a Uint16Array for more than 255 bodies, got a Uint8Array for ${bodies}`,
    );
  }
}
