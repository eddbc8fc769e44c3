/** Schemas of the messages that travel as JSON. Unknown fields are refused. */
import * as v from "valibot";
import type { Command } from "./command.ts";
import type {
  CaptionEvent,
  HistoryMessage,
  MetricEvent,
  NoticeEvent,
  PhasesEvent,
  PlaybackEvent,
  SceneEvent,
  SearchEvent,
  TableEvent,
  WatchableEvent,
} from "./feed.ts";
import {
  MAX_ACTION_NUMBERS,
  MAX_BODIES,
  MAX_GEOMETRY_NUMBERS,
  MAX_NAME_BYTES,
  MAX_POINTS_PER_SERIES,
  MAX_ROWS,
  MAX_SERIES,
  MAX_SHAPES_PER_BODY,
  MAX_SPEED,
  MAX_TEXT_LENGTH,
  MIN_SPEED,
} from "./limits.ts";

/** A schema for each kind of JSON message. */
export interface JsonMessages {
  readonly scene: SceneEvent;
  readonly phases: PhasesEvent;
  readonly metric: MetricEvent;
  readonly table: TableEvent;
  readonly watchable: WatchableEvent;
  readonly notice: NoticeEvent;
  readonly caption: CaptionEvent;
  readonly search: SearchEvent;
  readonly playback: PlaybackEvent;
  readonly history: HistoryMessage;
  readonly command: Command;
}

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT_LENGTH));
const name = v.pipe(v.string(), v.minLength(1), v.maxBytes(MAX_NAME_BYTES));
const speed = v.pipe(v.number(), v.minValue(MIN_SPEED), v.maxValue(MAX_SPEED));
const vec3 = v.strictTuple([finite, finite, finite]);
const quat = v.strictTuple([finite, finite, finite, finite]);

const numbers = v.pipe(v.array(finite), v.maxLength(MAX_GEOMETRY_NUMBERS));
const gridSide = v.pipe(v.number(), v.safeInteger(), v.minValue(2));

const geometry = v.variant("kind", [
  v.strictObject({ kind: v.literal("box"), halfSizes: v.strictTuple([positive, positive, positive]) }),
  v.strictObject({ kind: v.literal("sphere"), radius: positive }),
  v.strictObject({ kind: v.literal("capsule"), radius: positive, halfLength: positive }),
  v.strictObject({ kind: v.literal("cylinder"), radius: positive, halfLength: positive }),
  v.strictObject({ kind: v.literal("plane"), halfSizes: v.strictTuple([positive, positive]) }),
  v.pipe(
    v.strictObject({
      kind: v.literal("heightfield"),
      size: v.strictTuple([positive, positive]),
      rows: gridSide,
      columns: gridSide,
      heights: numbers,
    }),
    v.check(({ heights, rows, columns }) => heights.length === rows * columns, "a height for each row and column"),
  ),
  v.pipe(
    v.strictObject({ kind: v.literal("patch"), rows: gridSide, columns: gridSide, corners: numbers }),
    v.check(({ corners, rows, columns }) => corners.length === 3 * rows * columns, "a corner for each row and column"),
  ),
  v.pipe(
    v.strictObject({
      kind: v.literal("mesh"),
      vertices: numbers,
      triangles: v.pipe(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), v.maxLength(MAX_GEOMETRY_NUMBERS)),
    }),
    v.check(({ vertices, triangles }) => vertices.length % 3 === 0 && triangles.length % 3 === 0, "numbers by threes"),
    v.check(
      ({ vertices, triangles }) => triangles.every((index) => 3 * index < vertices.length),
      "triangles that index vertices",
    ),
  ),
]);

const shape = v.strictObject({
  geometry,
  position: vec3,
  rotation: quat,
  colour: v.strictTuple([unit, unit, unit]),
});

const body = v.strictObject({
  name: v.string(),
  moves: v.boolean(),
  shapes: v.pipe(v.array(shape), v.maxLength(MAX_SHAPES_PER_BODY)),
});

const camera = v.strictObject({
  position: vec3,
  target: vec3,
  verticalFovRad: v.pipe(v.number(), v.gtValue(0), v.ltValue(Math.PI)),
  up: v.optional(vec3),
  mount: v.optional(v.strictObject({ body: v.string(), turns: v.picklist(["all", "yaw", "none"]) })),
});

const phase = v.strictObject({
  id: name,
  label: name,
  state: v.picklist(["waiting", "running", "finished", "failed"]),
  fraction: unit,
  etaSecs: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))),
  detail: text,
});

const row = v.strictObject({
  agent: name,
  dynamics: text,
  returnMean: finite,
  returnStd: v.pipe(v.number(), v.finite(), v.minValue(0)),
  episodes: whole,
});

const choice = v.strictObject({
  action: v.pipe(v.array(finite), v.maxLength(MAX_ACTION_NUMBERS)),
  visits: whole,
  value: v.nullable(finite),
  chosen: v.boolean(),
});

const values = v.pipe(v.array(finite), v.maxLength(MAX_POINTS_PER_SERIES));
const series = v.pipe(
  v.strictObject({ name, xs: values, ys: values }),
  v.check(({ xs, ys }) => xs.length === ys.length, "as many ys as xs"),
  v.check(({ xs }) => xs.every((x, index) => index === 0 || (xs[index - 1] ?? x) < x), "strictly increasing xs"),
);

const rowsOf = <const S extends v.GenericSchema>(schema: S): v.GenericSchema<unknown, v.InferOutput<S>[]> =>
  v.pipe(v.array(schema), v.maxLength(MAX_ROWS)) as v.GenericSchema<unknown, v.InferOutput<S>[]>;

export const JSON_SCHEMAS: { readonly [K in keyof JsonMessages]: v.GenericSchema<unknown, JsonMessages[K]> } = {
  scene: v.strictObject({
    kind: v.literal("scene"),
    title: text,
    controlStepSecs: positive,
    scene: v.strictObject({ bodies: v.pipe(v.array(body), v.maxLength(MAX_BODIES)), camera }),
  }),
  phases: v.strictObject({ kind: v.literal("phases"), phases: rowsOf(phase) }),
  metric: v.strictObject({ kind: v.literal("metric"), series: name, x: finite, y: finite }),
  table: v.strictObject({ kind: v.literal("table"), rows: rowsOf(row) }),
  watchable: v.strictObject({ kind: v.literal("watchable"), agents: rowsOf(name), watching: v.nullable(name) }),
  notice: v.strictObject({
    kind: v.literal("notice"),
    level: v.picklist(["info", "warning", "error"]),
    text,
  }),
  search: v.strictObject({ kind: v.literal("search"), choices: rowsOf(choice), simulations: whole, depth: whole }),
  caption: v.strictObject({ kind: v.literal("caption"), text }),
  playback: v.strictObject({ kind: v.literal("playback"), paused: v.boolean(), speed }),
  history: v.strictObject({ kind: v.literal("history"), series: v.pipe(v.array(series), v.maxLength(MAX_SERIES)) }),
  command: v.variant("kind", [
    v.strictObject({ kind: v.literal("pause") }),
    v.strictObject({ kind: v.literal("resume") }),
    v.strictObject({ kind: v.literal("step") }),
    v.strictObject({ kind: v.literal("watch"), agent: name }),
    v.strictObject({ kind: v.literal("speed"), factor: speed }),
  ]),
};
