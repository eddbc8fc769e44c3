/** The space of a sensor's observation. */
import type { BoxSpace } from "../core/space.ts";
import type { Mechanism } from "../mechanism.ts";
import type { CameraSensorSpec, SensorSpec } from "../sensor-types.ts";
import { DEPTH_LIMIT } from "./picture.ts";

const AXES = ["x", "y", "z"] as const;

interface Element {
  readonly name: string;
  readonly unit: string;
  readonly low?: number;
  readonly high?: number;
}

/** Every element named, with its unit and bounds. */
export function sensorSpace(sensor: SensorSpec, mechanism: Mechanism): BoxSpace {
  switch (sensor.kind) {
    case "camera":
      return pictureSpace(sensor);
    case "lidar":
      return floats(
        sensor.directions.map((_, i) => ({ name: `ray ${i}`, unit: "m", low: 0, high: sensor.maxDistance })),
      );
    case "joints": {
      const joints = mechanism.joints.filter(({ joint }) => sensor.joints?.includes(joint.name) ?? true);
      const each = (what: string, per: string): Element[] =>
        joints.map(({ joint }) => ({
          name: `${joint.name} ${what}`,
          unit: `${joint.kind === "slide" ? "m" : "rad"}${per}`,
        }));
      return floats([...each("position", ""), ...each("velocity", "/s")]);
    }
    case "contact":
      return floats(
        sensor.bodies.flatMap((body) => AXES.map((axis) => ({ name: `${body} contact force ${axis}`, unit: "N" }))),
      );
    case "pose":
      return floats(sensor.bodies.flatMap(poseElements));
  }
}

/** Pictures of one kind and size have one space: the names of a 64×64 RGB picture's elements are 12,288. */
const pictureSpaces = new Map<string, BoxSpace>();

function pictureSpace({ width, height, image = "rgb", maxDistance = DEPTH_LIMIT }: CameraSensorSpec): BoxSpace {
  const key = [width, height, image, maxDistance].join();
  let space = pictureSpaces.get(key);
  if (space === undefined) {
    const channels = image === "rgb" ? ["red", "green", "blue"] : [image];
    const size = width * height * channels.length;
    space = {
      kind: "box",
      dtype: image === "depth" ? "float32" : "uint8",
      shape: image === "rgb" ? [height, width, 3] : [height, width],
      low: Array(size).fill(0),
      high: Array(size).fill(image === "depth" ? Math.fround(maxDistance) : 255),
      names: Array.from({ length: size }, (_, i) => {
        const pixel = Math.floor(i / channels.length);
        return `row ${Math.floor(pixel / width)} column ${pixel % width} ${channels[i % channels.length]}`;
      }),
      units: Array(size).fill(image === "depth" ? "m" : "1"),
    };
    pictureSpaces.set(key, space);
  }
  return space;
}

function poseElements(body: string): Element[] {
  const each = (what: string, unit: string): Element[] =>
    AXES.map((axis) => ({ name: `${body} ${what} ${axis}`, unit }));
  const turn = ["x", "y", "z", "w"].map((part) => ({ name: `${body} rotation ${part}`, unit: "1", low: -1, high: 1 }));
  return [...each("position", "m"), ...turn, ...each("velocity", "m/s"), ...each("angular velocity", "rad/s")];
}

function floats(elements: readonly Element[]): BoxSpace {
  return {
    kind: "box",
    dtype: "float32",
    shape: [elements.length],
    low: elements.map(({ low }) => low ?? Number.NEGATIVE_INFINITY),
    high: elements.map(({ high }) => high ?? Number.POSITIVE_INFINITY),
    names: elements.map(({ name }) => name),
    units: elements.map(({ unit }) => unit),
  };
}
