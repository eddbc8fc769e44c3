/** A scene as flat tables: what never changes from picture to picture. */

import type { Geometry, Scene, SceneShape } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { isFloor } from "../core/scene-look.ts";
import { linearFromSrgb } from "./lighting.ts";
import { type Solid, solidOf } from "./solid.ts";
import { type Terrain, terrainOf } from "./terrain.ts";

/** Flat bases: a cylinder. Round ends: a capsule, or a sphere, whose axis has no length. */
export interface Round {
  readonly kind: "round";
  readonly radius: number;
  readonly halfLength: number;
  /** 0 for a sphere, which has no direction. */
  readonly axisLength: 0 | 1;
  readonly flatEnds: boolean;
}

export type Form = Round | Solid | Terrain;

/** One shape. Its surfaces (a cylinder's side and bases, a box's sides, a terrain's triangles) are numbered through the scene. */
export interface Primitive {
  readonly form: Form;
  readonly body: number;
  /** Rotation matrix, by rows, and position of the shape in its body [12]. */
  readonly inBody: Float64Array;
  readonly firstSurface: number;
  readonly surfaces: number;
  /** Linear albedo. */
  readonly albedo: readonly [number, number, number];
  readonly floor: boolean;
}

export interface CompiledScene {
  /** Those that never move come first. */
  readonly primitives: readonly Primitive[];
  readonly stillPrimitives: number;
  /** Surfaces of those that never move. */
  readonly stillSurfaces: number;
  readonly bodies: number;
  /** Of each surface [surfaces]: its body. */
  readonly bodyOf: Int32Array;
  /** Of each surface [surfaces]: its primitive. */
  readonly primitiveOf: Int32Array;
  /** Of each surface [surfaces]: equal where no edge is to be seen between two of them. */
  readonly edgeKeyOf: Int32Array;
}

/** A SpecError for a geometry that cannot be drawn. */
export function compileScene({ bodies }: Scene): CompiledScene {
  const primitives: Primitive[] = [];
  let surfaces = 0;
  const add = (moves: boolean): void => {
    for (const [body, sceneBody] of bodies.entries()) {
      if (sceneBody.moves !== moves) continue;
      for (const shape of sceneBody.shapes) {
        const form = formOf(shape.geometry, sceneBody.name);
        const primitive: Primitive = {
          form,
          body,
          inBody: inBodyOf(shape),
          firstSurface: surfaces,
          surfaces: surfacesOf(form),
          albedo: [linearFromSrgb(shape.colour[0]), linearFromSrgb(shape.colour[1]), linearFromSrgb(shape.colour[2])],
          floor: isFloor(sceneBody, shape),
        };
        primitives.push(primitive);
        surfaces += primitive.surfaces;
      }
    }
  };
  add(false);
  const [stillPrimitives, stillSurfaces] = [primitives.length, surfaces];
  add(true);

  const [bodyOf, primitiveOf, edgeKeyOf] = [
    new Int32Array(surfaces),
    new Int32Array(surfaces),
    new Int32Array(surfaces),
  ];
  for (const [index, { body, firstSurface, surfaces: count, form }] of primitives.entries()) {
    for (let surface = firstSurface; surface < firstSurface + count; surface++) {
      bodyOf[surface] = body;
      primitiveOf[surface] = index;
      edgeKeyOf[surface] = form.kind === "terrain" ? firstSurface : surface;
    }
  }
  return { primitives, stillPrimitives, stillSurfaces, bodies: bodies.length, bodyOf, primitiveOf, edgeKeyOf };
}

function formOf(geometry: Geometry, body: string): Form {
  switch (geometry.kind) {
    case "sphere":
      return { kind: "round", radius: geometry.radius, halfLength: 0, axisLength: 0, flatEnds: false };
    case "capsule":
    case "cylinder": {
      const { radius, halfLength } = geometry;
      return { kind: "round", radius, halfLength, axisLength: 1, flatEnds: geometry.kind === "cylinder" };
    }
    case "heightfield":
    case "patch":
      return terrainOf(geometry);
    case "box":
    case "plane":
    case "mesh": {
      const solid = solidOf(geometry);
      if (typeof solid === "string") throw new SpecError(`camera: the mesh of body ${body} must ${solid}`);
      return solid;
    }
  }
}

function surfacesOf(form: Form): number {
  if (form.kind === "round") return form.flatEnds ? 3 : 1;
  return form.kind === "solid" ? form.faces.length / 4 : 2 * (form.rows - 1) * (form.columns - 1);
}

function inBodyOf({ position: [px, py, pz], rotation: [x, y, z, w] }: SceneShape): Float64Array {
  const s = 2 / (x * x + y * y + z * z + w * w);
  return Float64Array.of(
    1 - s * (y * y + z * z),
    s * (x * y - w * z),
    s * (x * z + w * y),
    s * (x * y + w * z),
    1 - s * (x * x + z * z),
    s * (y * z - w * x),
    s * (x * z - w * y),
    s * (y * z + w * x),
    1 - s * (x * x + y * y),
    px,
    py,
    pz,
  );
}
