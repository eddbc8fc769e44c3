/** What bodies and floors are made of: matt, in the scene's colours. */
import {
  Color,
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  MeshStandardMaterial,
  RepeatWrapping,
  SRGBColorSpace,
} from "three";
import type { Geometry, SceneShape } from "../../../sim/core/env.ts";
import { FLOOR_CONTRAST } from "../../../sim/core/scene-look.ts";

/** Texels along a square of the floor. */
const SQUARE_TEXELS = 64;

/** square: side of a floor's squares in metres; undefined for what is no floor. */
export function bodyMaterial(
  { colour: [red, green, blue], geometry }: SceneShape,
  square?: number,
): MeshStandardMaterial {
  const color = new Color().setRGB(red, green, blue, SRGBColorSpace);
  const material = new MeshStandardMaterial({ color, roughness: 0.8, metalness: 0 });
  if (square !== undefined && geometry.kind === "plane") {
    material.map = squares(geometry, square);
    material.color.multiplyScalar(1 + FLOOR_CONTRAST);
    material.roughness = 1;
  }
  return material;
}

/** Two by two squares, repeated from the plane's middle on; the light one is at the middle's upper right. */
function squares({ halfSizes }: Extract<Geometry, { kind: "plane" }>, square: number): DataTexture {
  const side = 2 * SQUARE_TEXELS;
  const data = new Uint8Array(4 * side * side);
  const dark = Math.round((255 * (1 - FLOOR_CONTRAST)) / (1 + FLOOR_CONTRAST));
  for (let texel = 0; texel < side * side; texel++) {
    const [column, row] = [texel % side, Math.floor(texel / side)];
    const light = column < SQUARE_TEXELS === row < SQUARE_TEXELS;
    data.fill(light ? 255 : dark, 4 * texel, 4 * texel + 4);
  }
  const texture = new DataTexture(data, side, side);
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = 8;
  texture.repeat.set(halfSizes[0] / square, halfSizes[1] / square);
  texture.offset.set(-halfSizes[0] / square / 2, -halfSizes[1] / square / 2);
  texture.needsUpdate = true;
  return texture;
}
