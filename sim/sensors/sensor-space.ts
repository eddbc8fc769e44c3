/** The space of a sensor's observation. */
import type { BoxSpace } from "../core/space.ts";
import type { Mechanism } from "../mechanism.ts";
import type { SensorSpec } from "../sensor-types.ts";

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
      return pixelSpace(sensor.width, sensor.height);
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

/** Space of an RGB picture [height, width, 3]. */
function pixelSpace(width: number, height: number): BoxSpace {
  const size = width * height * 3;
  const names = Array.from({ length: size }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return `row ${Math.floor(pixel / width)} column ${pixel % width} ${["red", "green", "blue"][i % 3]}`;
  });
  return {
    kind: "box",
    dtype: "uint8",
    shape: [height, width, 3],
    low: Array(size).fill(0),
    high: Array(size).fill(255),
    names,
    units: Array(size).fill("1"),
  };
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
