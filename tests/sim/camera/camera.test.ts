/** What holds for every picture: bytes that repeat, edges that are mixed, any size, mounts, and errors that say what is wrong. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CAMERA_SCENE, cameraScenePosesInto } from "../../../cli/bench/camera-scene.ts";
import { type CameraPose, createCamera, type Geometry, ShapeError, SpecError } from "../../../sim/index.ts";
import { GALLERY, GALLERY_POSES } from "../../support/gallery-scene.ts";
import { emptyPictures, type Pictures, photograph, sceneOf } from "./pictures.ts";

const CAMERA: CameraPose = { position: [0, -4, 0], target: [0, 0, 0], verticalFovRad: 0.7 };
const BALL: Geometry = { kind: "sphere", radius: 0.5 };

describe("determinism", () => {
  it("writes these very bytes, whatever the machine", () => {
    const poses = new Float32Array(CAMERA_SCENE.bodies.length * 7);
    const hash = createHash("sha256");
    for (const time of [0, 1.3, 7]) {
      cameraScenePosesInto(poses, time);
      for (const picture of Object.values(photograph(CAMERA_SCENE, poses))) hash.update(picture);
    }
    for (const picture of Object.values(photograph(GALLERY, GALLERY_POSES, 96, 54))) hash.update(picture);
    // Recorded with Node 20 on x64; the camera uses only operations that IEEE 754 fixes.
    expect(hash.digest("hex")).toBe("022660d5be1363fa6b6741acb6296c452ffa263b1c8c1dd509b5e95c0ad4ed07");
  });

  it("does not remember other pictures, whether the camera stands or rides", () => {
    const riding: CameraPose = { ...CAMERA_SCENE.camera, mount: { body: "box 1", turns: "all" } };
    for (const pose of [CAMERA_SCENE.camera, riding]) {
      const camera = createCamera(CAMERA_SCENE, { width: 40, height: 30, pose });
      const poses = [0, 3, 5].map((time) => {
        const at = new Float32Array(CAMERA_SCENE.bodies.length * 7);
        cameraScenePosesInto(at, time);
        return at;
      });
      const take = (index: number): Pictures => {
        const pictures = emptyPictures(40, 30);
        camera.renderInto(pictures, poses[index]!);
        return pictures;
      };
      const first = take(0);
      take(1);
      take(2);
      expect(take(0)).toEqual(first);
    }
  });

  it("draws what should stand still anew when it has moved all the same", () => {
    const { scene, poses } = sceneOf(CAMERA, [{ geometry: BALL, still: true }]);
    const camera = createCamera(scene, { width: 32, height: 32 });
    const before = emptyPictures(32, 32);
    camera.renderInto(before, poses);
    poses[0] = 0.6;
    const after = emptyPictures(32, 32);
    camera.renderInto(after, poses);
    expect(after).toEqual(photograph(scene, poses, 32, 32));
    expect(after.rgb).not.toEqual(before.rgb);
  });
});

describe("anti-aliasing", () => {
  it("covers as much as the body does: a ball's share of the picture", () => {
    // A black ball takes from the backdrop what it covers.
    const { scene, poses } = sceneOf(CAMERA, [{ geometry: BALL, colour: [0, 0, 0] }]);
    const { rgb } = photograph(scene, poses, 32, 32);
    const { rgb: empty } = photograph({ ...scene, bodies: [] }, new Float32Array(0), 32, 32);
    let covered = 0;
    for (let at = 0; at < 32 * 32; at++) covered += 1 - rgb[3 * at]! / empty[3 * at]!;
    // The outline of a ball at distance d is a circle of radius r / √(d² − r²) on the plane before the eye.
    const radius = (0.5 / Math.sqrt(16 - 0.25)) * (16 / Math.tan(0.35));
    // Four samples a pixel along some 35 pixels of outline.
    expect(Math.abs(covered / (Math.PI * radius * radius) - 1)).toBeLessThan(0.02);
  });

  it("mixes the pixels at an edge and leaves the others alone", () => {
    const half: Geometry = { kind: "box", halfSizes: [1, 0.1, 4] };
    // The box's right side stands a quarter into a column of pixels.
    const column = (2 * Math.tan(0.35)) / 16;
    const { scene, poses } = sceneOf(CAMERA, [
      { geometry: half, position: [3.9 * column * 0.25 - 1, 0, 0], colour: [0, 0, 0] },
    ]);
    const { rgb } = photograph(scene, poses, 16, 16);
    const { rgb: empty } = photograph({ ...scene, bodies: [] }, new Float32Array(0), 16, 16);
    const row = 16 * 8;
    expect(rgb[3 * (row + 7)]).toBe(0);
    expect(rgb[3 * (row + 8)]! / empty[3 * (row + 8)]!).toBeCloseTo(0.75, 2);
    expect(rgb[3 * (row + 9)]).toBe(empty[3 * (row + 9)]);
  });

  it.each<readonly [string, Geometry]>([
    ["capsule", { kind: "capsule", radius: 0.015, halfLength: 1 }],
    ["cylinder", { kind: "cylinder", radius: 0.015, halfLength: 1 }],
    ["box", { kind: "box", halfSizes: [0.015, 0.015, 1] }],
  ])("shows a %s thinner than a pixel all along, wherever it falls", (_, geometry) => {
    for (const shift of [0, 0.013, 0.026, 0.039, 0.052, 0.065, 0.078]) {
      const thin = {
        geometry,
        position: [0, 0, shift] as const,
        rotation: [0, 0.6916, 0, 0.7223] as const,
        colour: [0, 0, 0] as const,
      };
      const { scene, poses } = sceneOf(CAMERA, [thin]);
      const { rgb } = photograph(scene, poses, 32, 32);
      for (let column = 8; column < 24; column++) {
        const least = Math.min(...Array.from({ length: 32 }, (__, row) => rgb[3 * (row * 32 + column)]!));
        // 0.03 m are a third of a pixel: of the samples' four rows one at least.
        expect(least).toBeLessThan(215);
      }
    }
  });
});

describe("sizes", () => {
  it.each([
    [1, 1],
    [17, 9],
    [3, 200],
    [640, 480],
  ])("draws %i × %i", (width, height) => {
    const { scene, poses } = sceneOf(CAMERA, [{ geometry: BALL }]);
    const { rgb, depth, segmentation } = photograph(scene, poses, width, height);
    const middle = Math.floor(height / 2) * width + Math.floor(width / 2);
    expect(segmentation[middle]).toBe(1);
    // The ball's nearest point is 3.5 m away; the pixel's middle is at most half a pixel aside.
    expect(Math.abs(depth[middle]! - 3.5)).toBeLessThan(0.03);
    expect(rgb[3 * middle]).toBeGreaterThan(rgb[3 * middle + 2]!);
  });

  it("keeps pixels square, whatever the aspect", () => {
    const { scene, poses } = sceneOf(CAMERA, [{ geometry: BALL }]);
    for (const [width, height] of [
      [60, 40],
      [40, 40],
      [20, 40],
    ] as const) {
      const { segmentation } = photograph(scene, poses, width, height);
      const wide = segmentation.subarray((height / 2) * width, (height / 2 + 1) * width).reduce((a, b) => a + b, 0);
      const high = Array.from({ length: height }, (_, row) => segmentation[row * width + width / 2]!).reduce(
        (a, b) => a + b,
        0,
      );
      expect(wide).toBe(Math.min(width, high));
    }
  });
});

describe("the eye", () => {
  it("sees past what is nearer than a centimetre, and nothing of what it is inside of", () => {
    const { scene, poses } = sceneOf(CAMERA, [
      { geometry: { kind: "box", halfSizes: [1, 0.0005, 1] }, position: [0, -3.995, 0] },
      { geometry: { kind: "sphere", radius: 2 }, position: [0, -4, 0] },
      { geometry: BALL },
    ]);
    expect(photograph(scene, poses).segmentation[32 * 64 + 32]).toBe(3);
  });

  it("stands in a room of boxes and sees its four walls and floor", () => {
    const wall = (x: number, y: number): Geometry => ({ kind: "box", halfSizes: [x, y, 2] });
    const camera: CameraPose = { position: [0, -2, 1], target: [0, 1, 0.8], verticalFovRad: 1.2 };
    const { scene, poses } = sceneOf(camera, [
      { geometry: wall(3, 0.1), position: [0, 3, 1], still: true },
      { geometry: wall(0.1, 3), position: [-3, 0, 1], still: true },
      { geometry: wall(0.1, 3), position: [3, 0, 1], still: true },
      { geometry: wall(3, 0.1), position: [0, -3, 1], still: true },
      { geometry: { kind: "box", halfSizes: [3, 3, 0.1] }, position: [0, 0, -0.1], still: true },
    ]);
    const { segmentation, depth } = photograph(scene, poses, 65, 33);
    const at = (column: number, row: number): number => row * 65 + column;
    expect([at(32, 14), at(0, 14), at(64, 14), at(32, 32)].map((place) => segmentation[place])).toEqual([1, 2, 3, 5]);
    // The wall's face is at y = 2.9; the line of sight falls by 0.2 in 3 m.
    expect(depth[at(32, 16)]).toBeCloseTo(4.9 * Math.hypot(1, 0.2 / 3), 3);
    expect([...segmentation]).not.toContain(4);
  });

  it("leaves out bodies whose pose is not finite", () => {
    const { scene, poses } = sceneOf(CAMERA, [{ geometry: BALL, position: [Number.NaN, 0, 0] }, { geometry: BALL }]);
    expect(photograph(scene, poses).segmentation[32 * 64 + 32]).toBe(2);
  });
});

describe("a mount", () => {
  const things = [
    { geometry: BALL, position: [3, 1, 0.5] as const, rotation: [0.5, 0.5, 0.5, 0.5] as const },
    { geometry: BALL, position: [3, 5, 0.5] as const, colour: [0, 0, 1] as const },
  ];
  // The rotation takes x to y, y to z and z to x: its twist about the vertical is a quarter turn.
  it.each([
    ["none", [0, 0.9, 0], [0, 4, 0], [0, 0, 1]],
    ["yaw", [0.9, 0, 0], [4, 0, 0], [0, 0, 1]],
    ["all", [0.9, 0, 0], [4, 0, 0], [0, 1, 0]],
  ] as const)("that turns %s looks where the body's frame says", (turns, position, target, up) => {
    const mount = { body: "0", turns };
    const { scene, poses } = sceneOf({ position, target, up, verticalFovRad: 0.7, mount }, things);
    const inWorld: CameraPose = { position: [3, 1.9, 0.5], target: [3, 5, 0.5], verticalFovRad: 0.7 };
    const ridden = photograph(scene, poses, 33, 33);
    const stood = photograph({ ...scene, camera: inWorld }, poses, 33, 33);
    expect(ridden.segmentation).toEqual(stood.segmentation);
    expect(ridden.segmentation[16 * 33 + 16]).toBe(2);
    for (const [at, value] of ridden.depth.entries()) {
      if (value !== stood.depth[at]) expect(value).toBeCloseTo(stood.depth[at]!, 4);
    }
  });

  it("does not turn the picture about the line of sight but by its up", () => {
    const beside = [{ geometry: BALL, position: [1, 0, 0] as const }];
    const seenAt = (up: CameraPose["up"]): readonly [number, number] => {
      const { scene, poses } = sceneOf({ ...CAMERA, up }, beside);
      const { segmentation } = photograph(scene, poses, 33, 33);
      const at = segmentation.findIndex((seen) => seen > 0);
      return [at % 33 > 16 ? 1 : 0, Math.floor(at / 33) > 16 ? 1 : 0];
    };
    // Upwards is z: the ball is to the right. Upwards is x: it is at the top.
    expect(seenAt(undefined)[0]).toBe(1);
    expect(seenAt([1, 0, 0])[1]).toBe(0);
    expect(seenAt([-1, 0, 0])[1]).toBe(1);
  });
});

describe("refusals", () => {
  const { scene, poses } = sceneOf(CAMERA, [{ geometry: BALL }]);

  it.each<readonly [string, () => unknown, RegExp]>([
    [
      "a size that is no count of pixels",
      () => createCamera(scene, { width: 0, height: 4 }),
      /width must be an integer from 1/,
    ],
    [
      "an angle out of range",
      () => photograph({ ...scene, camera: { ...CAMERA, verticalFovRad: 4 } }, poses),
      /verticalFovRad.*4/,
    ],
    [
      "no direction",
      () => photograph({ ...scene, camera: { ...CAMERA, target: [0, -4, 0] } }, poses),
      /target must differ/,
    ],
    [
      "up along the line of sight",
      () => photograph({ ...scene, camera: { ...CAMERA, up: [0, 1, 0] } }, poses),
      /up must not/,
    ],
    [
      "a mount on nobody",
      () => photograph({ ...scene, camera: { ...CAMERA, mount: { body: "car", turns: "all" } } }, poses),
      /mount.body must name one of 0, got "car"/,
    ],
    [
      "an open mesh",
      () => {
        const open: Geometry = { kind: "mesh", vertices: [0, 0, 0, 1, 0, 0, 0, 1, 0], triangles: [0, 1, 2] };
        return photograph(sceneOf(CAMERA, [{ geometry: open }]).scene, poses);
      },
      /mesh of body 0 must be closed/,
    ],
  ])("names %s", (_, act, expected) => {
    expect(act).toThrow(SpecError);
    expect(act).toThrow(expected);
  });

  it("names a buffer of another size", () => {
    const camera = createCamera(scene, { width: 4, height: 4 });
    expect(() => camera.renderInto({ rgb: new Uint8Array(47) }, poses)).toThrow(ShapeError);
    expect(() => camera.renderInto({ rgb: new Uint8Array(47) }, poses)).toThrow(
      "rgb must be [H × W × 3]=[48], got [47]",
    );
    expect(() => camera.renderInto({}, new Float32Array(8))).toThrow("poses must be [bodies × 7]=[7], got [8]");
  });
});
