/**
 * Car racing, after Gymnasium's CarRacing and Ha & Schmidhuber (2018), in 3D: drive a car around a random track.
 *
 * **What it is.** A racing car on four sprung wheels (Rapier's ray-cast vehicle, one metre to CarRacing's unit): 4 m long, 1,000 kg, driven at
 * the rear, braked at all four, pressed down by its wings. Tyres grip the road, and the grass much less; at full speed they slide. The
 * road is 2 × 6.67 m wide (CarRacing's `TRACK_WIDTH` is half its width) and 0.8 to 1.3 km long, in tiles of 3.5 m.
 *
 * **Observation** `state` [28]: forward and sideways speed (m/s, left positive), yaw rate (rad/s), angle of the front wheels (rad, left positive), gas
 * (0 to 1), wheels on the road (0 to 4), share of the tiles visited, distance from the road's middle (m, left positive), direction of the road
 * from the car's (sine, cosine); then nine points of the road's middle, 1, 3, 6, 10, 14, 18, 24, 30 and 38 tiles ahead, from the car (x forwards,
 * y left, m). With `pixels`: the road ahead from behind and above the car, 64 × 64 × 3.
 *
 * **Action** [3], scaled as Ha & Schmidhuber scale it: steering (−1 left, 1 right, up to 0.4 rad at 3 rad/s); gas (a + 1)/2, which
 * rises by 0.1 a step at most; brake max(0, a).
 *
 * **Reward** −0.1 a step, +1000/N for each of the N tiles that a wheel touches for the first time; −100 beyond the field.
 *
 * **Start**: at rest at the start of a track of its own, on its first tile.
 *
 * **End**: terminated when the lap is complete (all tiles visited, or 95 % and the first one reached again), and beyond the field (333 m
 * from the middle along x or y); truncated after 1,000 steps of 0.02 s.
 *
 * **Factors**: grip of road and grass, power, mass, gravity, width of the road. **Options**: `speed` at the start.
 *
 * **Source**: Gymnasium, CarRacing-v3 (gymnasium/envs/box2d/car_racing.py): track, reward, end; Ha & Schmidhuber 2018: the actions. The
 * car and its physics are our own.
 */
import {
  atan2,
  defineScenario,
  type Factors,
  lengthVec,
  type Quat,
  quatFromAxisAngle,
  rotateVec,
  type Scenario,
  scaleVec,
  type TaskState,
  type Vec3,
} from "../sim/index.ts";
import { drawTrack, MOST_TILES } from "./parts/race-track.ts";
import { CAR_HEIGHT, racingCar, WHEELS, wheelBody, wheelSpec } from "./parts/racing-car.ts";
import { forEachTileBelow, nearestTile, type Road, roadScenery } from "./parts/road.ts";

const FIELD = 1000 / 3;
const LAP_SHARE = 0.95;
const MOST_STEERING = 0.4;
const STEERING_RATE = 3;
const GAS_RISE = 0.1;
/** N, W; of each wheel, N, N s/m; N s²/m². */
const MOST_DRIVE = 30e3;
const POWER = 1200e3;
const FRONT_BRAKE = 10e3;
const REAR_BRAKE = 5e3;
const GRASS_DRAG = 100;
const REAR_TYRES = 1.15;
const DRAG = 1.4;
const DOWNFORCE = 8;
const AHEAD = [1, 3, 6, 10, 14, 18, 24, 30, 38] as const;
/** No wheel is further from the car's middle, m. */
const CAR_REACH = 2;
/** Place of the car in the order of the bodies; the wheels follow it. */
const CAR = 1;

const MEMORY = {
  tiles: 1,
  /** Of each tile: its far end's middle, and the unit vector to the right (x, y, rx, ry). */
  track: 4 * MOST_TILES,
  visited: MOST_TILES,
  visits: 1,
  /** Tiles first touched in the last step; whether the lap is complete. */
  gained: 1,
  lap: 1,
  /** The tile whose end is nearest to the car. */
  nearest: 1,
  /** Of each wheel: whether it is on the road. */
  onRoad: 4,
  steering: 1,
  gas: 1,
};

type Name = "roadGrip" | "grassGrip" | "power" | "mass" | "gravity" | "roadHalfWidth";
type Remembered = TaskState<typeof MEMORY, Name>["memory"];

const carRacing: Scenario = defineScenario<typeof MEMORY, Name>({
  id: "car-racing",
  description: "Drive a car around a random closed track.",
  tags: ["vision", "driving", "vehicle"],
  source: "Gymnasium, CarRacing (gymnasium/envs/box2d/car_racing.py); Ha & Schmidhuber 2018",
  physics: "bodies",
  timestepSecs: 0.02,
  substeps: 1,
  maxSteps: 1000,
  factors: {
    roadGrip: { description: "friction of tyres and road", unit: "1", low: 1, high: 8, nominal: 5 },
    grassGrip: { description: "friction of tyres and grass", unit: "1", low: 0.5, high: 6, nominal: 2.5 },
    power: { description: "power of the engine", unit: "kW", low: 300, high: 2400, nominal: POWER / 1000 },
    mass: { description: "mass of the car", unit: "kg", low: 500, high: 2000, nominal: 1000 },
    gravity: { description: "gravity, downwards", unit: "m/s²", low: 3, high: 20, nominal: 9.81 },
    roadHalfWidth: { description: "half of the road's width", unit: "m", low: 4, high: 10, nominal: 20 / 3 },
  },
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: ({ mass }) => [
    { name: "grass", shapes: [{ geometry: { kind: "plane", halfSizes: [400, 400] }, colour: [0.38, 0.62, 0.33] }] },
    racingCar(mass),
    ...WHEELS.map(({ name }) => wheelBody(name)),
  ],
  vehicles: [{ name: "car", chassis: "car", wheels: WHEELS.map(wheelSpec) }],
  actuators: [{ name: "steering" }, { name: "gas" }, { name: "brake" }],
  camera: {
    position: [-9, 0, 6.5],
    target: [8, 0, 0],
    verticalFovRad: 0.9,
    mount: { body: "car", turns: "yaw" },
  },
  memory: MEMORY,
  observation: {
    elements: [
      { name: "forward speed", unit: "m/s" },
      { name: "sideways speed", unit: "m/s" },
      { name: "yaw rate", unit: "rad/s" },
      { name: "front wheels' angle", unit: "rad", low: -0.41, high: 0.41 },
      { name: "gas", unit: "1", low: 0, high: 1 },
      { name: "wheels on the road", unit: "1", low: 0, high: 4 },
      { name: "share of the tiles visited", unit: "1", low: 0, high: 1 },
      { name: "distance from the road's middle", unit: "m" },
      { name: "road's direction, sine", unit: "1", low: -1.001, high: 1.001 },
      { name: "road's direction, cosine", unit: "1", low: -1.001, high: 1.001 },
      ...AHEAD.flatMap((tiles) => ["x", "y"].map((axis) => ({ name: `road ${tiles} tiles ahead ${axis}`, unit: "m" }))),
    ],
    into(out, { body, memory }) {
      const { position, velocity, rotation, angularVelocity } = body("car");
      const [fx, fy] = headingOf(rotation);
      const tiles = memory.tiles[0] as number;
      const nearest = memory.nearest[0] as number;
      const seen = (tile: number): readonly [number, number] => {
        const at = 4 * (tile % tiles);
        const [dx, dy] = [memory.track[at]! - position[0], memory.track[at + 1]! - position[1]];
        return [dx * fx + dy * fy, dy * fx - dx * fy];
      };
      const [rx, ry] = [memory.track[4 * nearest + 2]!, memory.track[4 * nearest + 3]!];
      const middle = memory.track.subarray(4 * nearest, 4 * nearest + 2);
      out[0] = velocity[0] * fx + velocity[1] * fy;
      out[1] = velocity[1] * fx - velocity[0] * fy;
      out[2] = angularVelocity[2];
      out[3] = memory.steering[0] as number;
      out[4] = memory.gas[0] as number;
      out[5] = memory.onRoad.reduce((sum, on) => sum + on, 0);
      out[6] = (memory.visits[0] as number) / tiles;
      out[7] = (middle[0]! - position[0]) * rx + (middle[1]! - position[1]) * ry;
      // The road runs to the left of its right: (−ry, rx).
      out[8] = fx * rx + fy * ry;
      out[9] = fy * rx - fx * ry;
      for (const [i, ahead] of AHEAD.entries()) out.set(seen(nearest + ahead), 10 + 2 * i);
    },
  },
  resetOptions: { speed: { description: "speed at the start", unit: "m/s", low: 0, high: 60 } },
  start({ rng, place, memory }, options) {
    const track = drawTrack(rng);
    memory.tiles[0] = track.length;
    for (const [i, { x, y, rightX, rightY }] of track.entries()) memory.track.set([x, y, rightX, rightY], 4 * i);
    const { x, y, rightX, rightY } = track[0] as (typeof track)[number];
    const speed = options["speed"] ?? 0;
    const yaw = atan2(rightX, -rightY);
    place("car", {
      position: [x + rightY, y - rightX, CAR_HEIGHT],
      rotation: quatFromAxisAngle([0, 0, 1], yaw),
      velocity: [-rightY * speed, rightX * speed, 0],
    });
  },
  control({ action, body, memory, factors, wheels, addForce, substepSecs }) {
    const { velocity, rotation } = body("car");
    const [fx, fy] = headingOf(rotation);
    const speed = lengthVec(velocity);
    const forward = velocity[0] * fx + velocity[1] * fy;
    const brake = Math.max(0, action[2] as number);
    const wanted = -MOST_STEERING * (action[0] as number);
    const turn = STEERING_RATE * substepSecs;
    memory.steering[0]! += Math.min(turn, Math.max(-turn, wanted - (memory.steering[0] as number)));
    const pressed = ((action[1] as number) + 1) / 2;
    memory.gas[0] = Math.min(pressed, (memory.gas[0] as number) + GAS_RISE);
    const drive = (memory.gas[0] as number) * driveForce(factors.power * 1000, forward);
    for (const [i, wheel] of wheels("car").entries()) {
      wheel.steering = i < 2 ? (memory.steering[0] as number) : 0;
      const grass = memory.onRoad[i] === 1 ? 0 : GRASS_DRAG * Math.abs(forward);
      const pull = i < 2 ? -brake * FRONT_BRAKE - grass : drive / 2 - brake * REAR_BRAKE - grass;
      wheel.engineForce = Math.max(0, pull);
      wheel.brake = Math.max(0, -pull);
      // The rear tyres are wider: the front slides first, and the car does not spin.
      const grip = memory.onRoad[i] === 1 ? factors.roadGrip : factors.grassGrip;
      wheel.friction = i < 2 ? grip : REAR_TYRES * grip;
    }
    const air = scaleVec(velocity, -DRAG * speed);
    addForce("car", [air[0], air[1], air[2] - DOWNFORCE * forward * forward]);
  },
  update({ body, memory, factors, poses }) {
    const road = roadOf(memory, factors);
    const [x, y] = body("car").position;
    memory.nearest[0] = nearestTile(road, x, y);
    memory.gained[0] = 0;
    memory.onRoad.fill(0);
    const points = WHEELS.flatMap((_, i) => [poses[(CAR + 1 + i) * 7]!, poses[(CAR + 1 + i) * 7 + 1]!]);
    forEachTileBelow(road, { x, y, spread: CAR_REACH, points }, (tile, wheel) => {
      memory.onRoad[wheel] = 1;
      visit(memory, tile);
    });
  },
  rewardRange: [-100.1, 100],
  reward: ({ memory, body }) =>
    (1000 * (memory.gained[0] as number)) / (memory.tiles[0] as number) -
    0.1 -
    (isBeyond(body("car").position) ? 100 : 0),
  terminated: ({ memory, body }) => memory.lap[0] === 1 || isBeyond(body("car").position),
  info: ({ memory }) => ({ tiles: memory.tiles[0] as number, visited: memory.visits[0] as number }),
  caption: ({ memory }) => `${memory.visits[0]} of ${memory.tiles[0]} tiles`,
  scenery: ({ memory, factors }) => roadScenery(roadOf(memory, factors)),
});

export default carRacing;

/** Force of the engine: limited by its torque at low speed, by its power above. */
function driveForce(power: number, speed: number): number {
  return Math.min(MOST_DRIVE, power / Math.max(1, speed));
}

/** The car's forward direction over the ground, a unit vector. */
function headingOf(rotation: Quat): readonly [number, number] {
  const [x, y] = rotateVec(rotation, [1, 0, 0]);
  const length = Math.sqrt(x * x + y * y) || 1;
  return [x / length, y / length];
}

function isBeyond([x, y]: Vec3): boolean {
  return Math.abs(x) > FIELD || Math.abs(y) > FIELD;
}

function roadOf({ track, tiles }: Remembered, { roadHalfWidth }: Factors<Name>): Road {
  return { track, tiles: tiles[0] as number, halfWidth: roadHalfWidth };
}

/** Counts a tile that is touched for the first time, and says whether the lap is complete with this touch. */
function visit({ tiles, visited, visits, gained, lap }: Remembered, tile: number): void {
  if (visited[tile] === 0) {
    visited[tile] = 1;
    visits[0]! += 1;
    gained[0]! += 1;
  }
  const [count, seen] = [tiles[0] as number, visits[0] as number];
  if (seen === count || (tile === 0 && seen >= LAP_SHARE * count)) lap[0] = 1;
}
