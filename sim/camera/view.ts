/** What stands before the eye, of whatever form: place it, draw it, let samples meet it, colour it. */
import type { CompiledScene, Primitive } from "./compile-scene.ts";
import { type Eye, placeInto } from "./eye.ts";
import { createFloorView, type FloorView, placeFloor, shadeFloor } from "./floor.ts";
import type { Raster } from "./raster.ts";
import { createRoundView, drawRound, placeRound, type RoundView, sampleRound, shadeRound } from "./round.ts";
import type { Samples } from "./samples.ts";
import { createSolidView, drawSolid, placeSolid, type SolidView, sampleSolid } from "./solid-view.ts";
import {
  createTerrainView,
  drawTerrain,
  placeTerrain,
  sampleTriangle,
  shadeTriangle,
  type TerrainView,
} from "./terrain-view.ts";

type View =
  | { readonly kind: "round"; readonly view: RoundView }
  | { readonly kind: "solid"; readonly view: SolidView; readonly floor?: FloorView }
  | { readonly kind: "terrain"; readonly view: TerrainView };

/** All that a picture is drawn with. */
export interface Views {
  readonly scene: CompiledScene;
  /** Of each primitive. */
  readonly list: readonly View[];
  /** Bytes of the surfaces that have one colour [3 × surfaces]. */
  readonly colours: Uint8Array;
  /** Of each surface: 1 where it has one colour [surfaces]. */
  readonly plain: Uint8Array;
  /** Of each surface: 1 where it is a triangle of a terrain, which is met alone [surfaces]. */
  readonly byTriangle: Uint8Array;
  /** Side of a floor's squares, in metres. */
  readonly square: number;
  /** Side of a pixel on the plane one metre before the eye. */
  readonly pixel: number;
  /** What is to be coloured: the ray's x and y, and the nearness [3]. Doubles passed to a function would be boxed. */
  readonly hit: Float64Array;
}

export function createViews(scene: CompiledScene, square: number, pixel: number): Views {
  const surfaces = scene.bodyOf.length;
  const plain = new Uint8Array(surfaces);
  const byTriangle = new Uint8Array(surfaces);
  for (const { form, floor, firstSurface, surfaces: count } of scene.primitives) {
    if (form.kind === "solid" && !floor) plain.fill(1, firstSurface, firstSurface + count);
    if (form.kind === "terrain") byTriangle.fill(1, firstSurface, firstSurface + count);
    if (form.kind === "terrain" && form.flat) plain.fill(1, firstSurface, firstSurface + count);
    if (form.kind === "round") plain.fill(1, firstSurface + 1, firstSurface + count);
  }
  return {
    scene,
    list: scene.primitives.map(viewOf),
    colours: new Uint8Array(3 * surfaces),
    plain,
    byTriangle,
    square,
    pixel,
    hit: new Float64Array(3),
  };
}

function viewOf(primitive: Primitive, index: number): View {
  const { form, floor } = primitive;
  switch (form.kind) {
    case "round":
      return { kind: "round", view: createRoundView(primitive, form, index) };
    case "terrain":
      return { kind: "terrain", view: createTerrainView(primitive, form, index) };
    case "solid": {
      const view = createSolidView(primitive, form, index);
      return floor ? { kind: "solid", view, floor: createFloorView() } : { kind: "solid", view };
    }
  }
}

const PLACE = new Float64Array(12);

/** Places and draws the primitives from `first` up to `end`. poses [bodies × 7]. */
export function drawViews(
  { list, colours, pixel }: Views,
  first: number,
  end: number,
  eye: Eye,
  poses: Float32Array,
  raster: Raster,
): void {
  for (let index = first; index < end; index++) {
    const item = list[index]!;
    placeInto(PLACE, eye, item.view.primitive, poses);
    switch (item.kind) {
      case "round":
        placeRound(item.view, PLACE, eye, colours);
        drawRound(item.view, raster);
        break;
      case "terrain":
        placeTerrain(item.view, PLACE, eye, colours);
        drawTerrain(item.view, raster);
        break;
      case "solid":
        if (item.floor) placeFloor(item.floor, item.view, PLACE, eye.lights);
        placeSolid(item.view, PLACE, eye, colours, pixel);
        drawSolid(item.view, raster);
        break;
    }
  }
}

/** Lets the samples meet a primitive; of a terrain only the triangle `surface`. */
export function sampleView({ list }: Views, primitive: number, surface: number, samples: Samples): void {
  const item = list[primitive]!;
  if (item.kind === "solid") sampleSolid(item.view, samples);
  else if (item.kind === "round") sampleRound(item.view, samples);
  else sampleTriangle(item.view, surface - item.view.primitive.firstSurface, samples);
}

/** Writes the bytes (r, g, b) of a surface where a ray meets it. views.hit [3] holds the ray's x and y, and the nearness. */
export function shadeInto(out: Uint8Array, to: number, views: Views, { lights }: Eye, surface: number): void {
  const { scene, list, colours, plain, square, pixel, hit } = views;
  if (plain[surface] === 1) {
    out[to] = colours[3 * surface]!;
    out[to + 1] = colours[3 * surface + 1]!;
    out[to + 2] = colours[3 * surface + 2]!;
    return;
  }
  const item = list[scene.primitiveOf[surface]!]!;
  if (item.kind === "round") shadeRound(out, to, item.view, lights, hit);
  else if (item.kind === "terrain") {
    shadeTriangle(out, to, item.view, surface - item.view.primitive.firstSurface, hit);
  } else if (item.floor) shadeFloor(out, to, item.floor, item.view.faces, square, pixel, hit);
}
