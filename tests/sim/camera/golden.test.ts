/** Pictures that people have looked at. CRAIK_WRITE_GOLDEN=1 writes them anew: look at them again. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CAMERA_SCENE, cameraScenePosesInto } from "../../../cli/bench/camera-scene.ts";
import { encodePng, type Picture, ShapeError } from "../../../sim/index.ts";
import { decodePng } from "../../support/decode-png.ts";
import { GALLERY, GALLERY_POSES } from "../../support/gallery-scene.ts";
import { photograph } from "./pictures.ts";

const FOLDER = "tests/sim/camera/golden";
const tumble = new Float32Array(CAMERA_SCENE.bodies.length * 7);
cameraScenePosesInto(tumble, 0);

const GALLERY_PICTURE: Picture = { width: 480, height: 270, ...photograph(GALLERY, GALLERY_POSES, 480, 270) };

const PICTURES: readonly (readonly [string, Picture])[] = [
  ["gallery", GALLERY_PICTURE],
  ["gallery-64", { width: 64, height: 64, ...photograph(GALLERY, GALLERY_POSES) }],
  ["twelve-64", { width: 64, height: 64, ...photograph(CAMERA_SCENE, tumble) }],
  [
    "gallery-segmentation",
    {
      width: 480,
      height: 270,
      rgb: greyOf(photograph(GALLERY, GALLERY_POSES, 480, 270).segmentation, (id) => 30 * id),
    },
  ],
  [
    "gallery-depth",
    {
      width: 480,
      height: 270,
      rgb: greyOf(photograph(GALLERY, GALLERY_POSES, 480, 270).depth, (metres) => Math.max(0, 255 - 25 * metres)),
    },
  ],
];

describe("golden pictures", () => {
  it.each(PICTURES)("%s", (name, picture) => {
    const path = `${FOLDER}/${name}.png`;
    if (process.env["CRAIK_WRITE_GOLDEN"]) writeFileSync(path, encodePng(picture));
    const { width, height, rgb } = decodePng(readFileSync(path));
    expect([width, height]).toEqual([picture.width, picture.height]);
    expect(Buffer.compare(rgb, picture.rgb)).toBe(0);
  });
});

describe("encodePng", () => {
  it("refuses bytes that do not fit the size", () => {
    expect(() => encodePng({ width: 2, height: 2, rgb: new Uint8Array(11) })).toThrow(ShapeError);
  });

  it("ends with the chunk that every PNG file ends with", () => {
    // Length 0, IEND and its checksum, as in the PNG specification.
    const end = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];
    expect([...encodePng({ width: 1, height: 1, rgb: new Uint8Array(3) }).slice(-12)]).toEqual(end);
  });
});

function greyOf(values: ArrayLike<number>, grey: (value: number) => number): Uint8Array {
  return Uint8Array.from({ length: values.length * 3 }, (_, i) => Math.round(grey(values[Math.floor(i / 3)] ?? 0)));
}
