/** What stands before the eye, of whatever form: place it, draw it, meet it with a ray, colour it. */
import type { CompiledScene, Primitive } from "./compile-scene.ts";
import { type Eye, placeInto } from "./eye.ts";
import { createFloorView, type FloorView, placeFloor, shadeFloor } from "./floor.ts";
import type { Raster } from "./raster.ts";
import { createRoundView, drawRound, placeRound, type RoundView, shadeRound, traceRound } from "./round.ts";
import { createSolidView, drawSolid, placeSolid, type SolidView, traceSolid } from "./solid-view.ts";
import {
  createTerrainView,
  drawTerrain,
  placeTerrain,
  shadeTriangle,
  type TerrainView,
  traceTriangle,
} from "./terrain-view.ts";

export type View =
  | { readonly kind: "round"; readonly primitive: Primitive; readonly view: RoundView }
  | { readonly kind: "solid"; readonly primitive: Primitive; readonly view: SolidView }
  | { readonly kind: "floor"; readonly primitive: Primitive; readonly view: SolidView; readonly floor: FloorView }
  | { readonly kind: "terrain"; readonly primitive: Primitive; readonly view: TerrainView };

/** All that a picture is drawn with. */
export interface Views {
  readonly scene: CompiledScene;
  readonly list: readonly View[];
  /** Bytes of the surfaces that have one colour [3 × surfaces]. */
  readonly colours: Uint8Array;
  /** Side of a floor's squares, in metres. */
  readonly square: number;
  /** Side of a pixel on the plane one metre before the eye. */
  readonly pixel: number;
  /** Surface that the last ray met. */
  met: number;
}

export function createViews(scene: CompiledScene, square: number, pixel: number): Views {
  const colours = new Uint8Array(3 * scene.bodyOf.length);
  return { scene, list: scene.primitives.map(viewOf), colours, square, pixel, met: -1 };
}

function viewOf(primitive: Primitive, index: number): View {
  const { form, floor } = primitive;
  switch (form.kind) {
    case "round":
      return { kind: "round", primitive, view: createRoundView(primitive, form, index) };
    case "terrain":
      return { kind: "terrain", primitive, view: createTerrainView(primitive, form, index) };
    case "solid": {
      const view = createSolidView(primitive, form, index);
      return floor ? { kind: "floor", primitive, view, floor: createFloorView() } : { kind: "solid", primitive, view };
    }
  }
}

const PLACE = new Float64Array(12);

/** Places and draws the primitives from `first` up to `end`. poses [bodies × 7]. */
export function drawViews(
  { list, colours }: Views,
  first: number,
  end: number,
  eye: Eye,
  poses: Float32Array,
  raster: Raster,
): void {
  for (let index = first; index < end; index++) {
    const view = list[index]!;
    placeInto(PLACE, eye, view.primitive, poses);
    switch (view.kind) {
      case "round":
        placeRound(view.view, PLACE, eye, colours);
        drawRound(view.view, raster);
        break;
      case "terrain":
        placeTerrain(view.view, PLACE, eye);
        drawTerrain(view.view, raster);
        break;
      case "floor":
        placeFloor(view.floor, view.view, PLACE, eye.lights);
        placeSolid(view.view, PLACE, eye, colours);
        drawSolid(view.view, raster);
        break;
      case "solid":
        placeSolid(view.view, PLACE, eye, colours);
        drawSolid(view.view, raster);
        break;
    }
  }
}

/**
 * Nearness of a primitive on the ray through (x, y), 0 where it is missed; `met` names the surface. Of a terrain only the triangle
 * `surface` is asked.
 */
export function trace(views: Views, primitive: number, surface: number, x: number, y: number): number {
  const view = views.list[primitive]!;
  switch (view.kind) {
    case "round": {
      if (!view.view.seen) return 0;
      const s = traceRound(view.view, x, y);
      views.met = view.view.met;
      return s;
    }
    case "terrain":
      views.met = surface;
      return traceTriangle(view.view, surface - view.primitive.firstSurface, x, y);
    case "solid":
    case "floor": {
      const s = traceSolid(view.view, x, y);
      views.met = view.view.met;
      return s;
    }
  }
}

/** Writes the bytes (r, g, b) of a surface where the ray through (x, y) meets it at nearness s. */
export function shadeInto(
  out: Uint8Array,
  to: number,
  { scene, list, colours, square, pixel }: Views,
  { lights }: Eye,
  surface: number,
  x: number,
  y: number,
  s: number,
): void {
  const view = list[scene.primitiveOf[surface]!]!;
  const { firstSurface } = view.primitive;
  if (view.kind === "round" && surface === firstSurface) shadeRound(out, to, view.view, lights, x, y, s);
  else if (view.kind === "terrain") shadeTriangle(out, to, view.view, surface - firstSurface, x, y);
  else if (view.kind === "floor") shadeFloor(out, to, view.floor, view.view.faces, square, pixel, x, y, s);
  else {
    out[to] = colours[3 * surface]!;
    out[to + 1] = colours[3 * surface + 1]!;
    out[to + 2] = colours[3 * surface + 2]!;
  }
}
