import { describe, expect, it } from "vitest";
import { type BodySpec, createEnv, createRng, type ScenarioSpec, type VehicleSpec } from "../../../sim/index.ts";
import type { Simulation } from "../../../sim/simulation.ts";
import { type BodyWorldSpec, bodyScenario, floor, inWorld } from "../../support/body-scenario.ts";

const G = 9.81;
const MASS = 800;
const STIFFNESS = 60;
const RADIUS = 0.4;
/** Between front and rear wheels. */
const LENGTH = 2.8;
const HEIGHT = RADIUS + 0.4 - G / (4 * STIFFNESS);

const wheel = (x: number, y: number): VehicleSpec["wheels"][number] => ({
  position: [x, y, 0],
  radius: RADIUS,
  suspensionLength: 0.4,
  stiffness: STIFFNESS,
  ...(x > 0 && y > 0 && { body: "shown" }),
});

const CAR: VehicleSpec = {
  name: "car",
  chassis: "chassis",
  wheels: [1, -1].flatMap((end) => [1, -1].map((side) => wheel((end * LENGTH) / 2, side * 0.9))),
};

const BODIES: readonly BodySpec[] = [
  floor(),
  {
    name: "chassis",
    motion: "free",
    position: [0, 0, HEIGHT],
    shapes: [{ geometry: { kind: "box", halfSizes: [1.8, 0.8, 0.2] }, mass: MASS }],
  },
  {
    name: "shown",
    motion: "kinematic",
    shapes: [{ geometry: { kind: "sphere", radius: 0.3 }, solid: false }],
  },
];

interface Driving {
  readonly steering?: number;
  readonly engineForce?: number;
  readonly brake?: number;
  readonly friction?: number;
  readonly speed?: number;
}

/** A car whose rear wheels are driven, whose front wheels steer, and whose wheels are all braked. */
function driving({ steering = 0, engineForce = 0, brake = 0, friction = 1, speed = 0 }: Driving): BodyWorldSpec {
  return {
    bodies: BODIES,
    vehicles: [CAR],
    start: ({ place }) => place("chassis", { velocity: [speed, 0, 0] }),
    control({ wheels }) {
      for (const [i, each] of wheels("car").entries()) {
        each.steering = i < 2 ? steering : 0;
        each.engineForce = i < 2 ? 0 : engineForce;
        each.brake = brake;
        each.friction = friction;
      }
    },
  };
}

function motionOf({ state }: Simulation): {
  position: readonly number[];
  velocity: readonly number[];
  yawRate: number;
} {
  const { position, velocity, angularVelocity } = state.body("chassis");
  return { position, velocity, yawRate: angularVelocity[2] };
}

describe("a vehicle", () => {
  // Two wheels with 1 kN each on 800 kg: 2.5 m/s².
  it("is accelerated by what its engine gives, over its mass", () =>
    inWorld(driving({ engineForce: 1000 }), (simulation, step) => {
      step(200);
      const { position, velocity } = motionOf(simulation);
      expect(velocity[0]).toBeCloseTo(2.5, 2);
      expect(position[0]).toBeCloseTo(1.25, 1);
      expect(Math.abs(position[1] ?? 1)).toBeLessThan(1e-3);
    }));

  // Four brakes of 400 N on 800 kg: 2 m/s² until it stands.
  it("is stopped by its brakes, and then stays", () =>
    inWorld(driving({ brake: 400, speed: 4 }), (simulation, step) => {
      step(200);
      expect(motionOf(simulation).velocity[0]).toBeCloseTo(2, 1);
      step(600);
      const { position, velocity } = motionOf(simulation);
      expect(position[0]).toBeCloseTo(4, 1);
      expect(Math.abs(velocity[0] ?? 1)).toBeLessThan(1e-3);
    }));

  // Springs: m k (l₀ − l) = m g / 4.
  it("stands on springs that each carry a quarter of its weight", () =>
    inWorld(driving({}), (simulation, step) => {
      step(400);
      expect(motionOf(simulation).position[2]).toBeCloseTo(HEIGHT, 2);
    }));

  // Without slip the front axle's heading makes the yaw rate v tan(δ) / length (kinematic single-track model).
  it.each([0.2, -0.2])("turns left for an angle above 0 and right below: %f rad", (steering) =>
    inWorld(driving({ steering, speed: 3, friction: 3 }), (simulation, step) => {
      step(100);
      const { velocity, yawRate } = motionOf(simulation);
      const speed = Math.sqrt((velocity[0] ?? 0) ** 2 + (velocity[1] ?? 0) ** 2);
      const expected = (speed * Math.tan(steering)) / LENGTH;
      expect(Math.abs(yawRate / expected - 1)).toBeLessThan(0.05);
    }),
  );

  // Coulomb: no more than μ g sideways, however fast it goes and however far it steers.
  it("slides where the tyres cannot hold it", () =>
    inWorld(driving({ steering: 0.4, speed: 25, friction: 0.8 }), (simulation, step) => {
      const before = motionOf(simulation).velocity;
      step(60);
      const after = motionOf(simulation).velocity;
      const change = Math.sqrt(((after[0] ?? 0) - (before[0] ?? 0)) ** 2 + ((after[1] ?? 0) - (before[1] ?? 0)) ** 2);
      const acceleration = change / 0.3;
      expect(acceleration).toBeLessThan(0.8 * G * 1.02);
      expect(acceleration).toBeGreaterThan(0.8 * G * 0.5);
    }));

  it("turns its wheels by the way over their radius, and shows them where they are", () =>
    inWorld(driving({ engineForce: 1000, steering: 0.1 }), (simulation, step) => {
      step(1);
      const shown = simulation.state.body("shown");
      const [x, y, z] = shown.position;
      expect([x, y, z]).toEqual([LENGTH / 2, 0.9, RADIUS].map((value) => expect.closeTo(value, 2)));
      expect(shown.rotation[2]).toBeCloseTo(Math.sin(0.05), 3);
    }));

  it("rolls without slipping: the angle times the radius is the way", async () => {
    let rotation = 0;
    const spec = driving({ speed: 2 });
    await inWorld(
      {
        ...spec,
        update({ wheels }) {
          rotation = wheels("car")[0]?.rotation ?? 0;
        },
      },
      (simulation, step) => {
        step(200);
        expect(rotation * RADIUS).toBeCloseTo(motionOf(simulation).position[0] ?? 0, 1);
      },
    );
  });

  it("feels no ground in the air", async () => {
    let grounded: readonly boolean[] = [];
    const spec = driving({ engineForce: 1000 });
    await inWorld(
      {
        ...spec,
        start: ({ place }) => place("chassis", { position: [0, 0, 5] }),
        update({ wheels }) {
          grounded = wheels("car").map((each) => each.grounded);
        },
      },
      (simulation, step) => {
        step(20);
        expect(grounded).toEqual([false, false, false, false]);
        expect(motionOf(simulation).velocity[0]).toBe(0);
        step(300);
        expect(grounded).toEqual([true, true, true, true]);
      },
    );
  });

  it("continues from a snapshot in the middle of a turn bit for bit, also in another environment", async () => {
    const scenario = bodyScenario({
      bodies: BODIES,
      vehicles: [CAR],
      timestepSecs: 0.02,
      actuators: [{ name: "steering" }, { name: "gas" }],
      observation: {
        elements: [{ name: "x", unit: "m" }],
        into(out, { body }) {
          out[0] = body("chassis").position[0];
        },
      },
      control({ wheels, action, steps }) {
        // Set once in a while: what is set holds.
        if (steps % 5 !== 0) return;
        for (const [i, each] of wheels("car").entries()) {
          each.steering = i < 2 ? 0.5 * (action[0] ?? 0) : 0;
          each.engineForce = 4000 * (action[1] ?? 0);
        }
      },
      reward: ({ body }) => body("chassis").angularVelocity[2],
    });
    const [env, other] = [await createEnv(scenario), await createEnv(scenario)];
    const poses = new Float32Array(env.scene.bodies.length * 7);
    const trace = (of: typeof env): readonly number[] => {
      const rng = createRng(3);
      return Array.from({ length: 60 }, () => {
        const { reward } = of.step([2 * rng.uniform() - 1, 2 * rng.uniform() - 0.5]);
        of.posesInto(poses);
        return [reward, ...poses];
      }).flat();
    };
    env.reset({ seed: 1 });
    for (let i = 0; i < 52; i++) env.step([0.7, 1]);
    const saved = env.snapshot();
    const expected = trace(env);
    env.restore(saved);
    expect(trace(env)).toEqual(expected);
    other.restore(saved);
    expect(trace(other)).toEqual(expected);
    env.close();
    other.close();
  });
});

describe("a vehicle's declaration", () => {
  const declare =
    (vehicles: readonly VehicleSpec[], more: Partial<Omit<ScenarioSpec, "bodies">> = {}) =>
    (): unknown =>
      bodyScenario({ bodies: BODIES, vehicles, ...more });

  it.each([
    [[{ ...CAR, chassis: "floor" }], 'vehicles.0.chassis: expected the name of a free body, got "floor"'],
    [[CAR, CAR], 'vehicles.1.name: expected a name of its own, got "car" again'],
    [
      [{ ...CAR, wheels: CAR.wheels.map((each) => ({ ...each, body: "chassis" })) }],
      'vehicles.0.wheels.0.body: expected the name of a kinematic body, got "chassis"',
    ],
    [
      [{ ...CAR, wheels: CAR.wheels.map((each) => ({ ...each, body: "shown" })) }],
      'vehicles.0.wheels.1.body: expected a body of its own without solid shapes, got "shown"',
    ],
    [[{ ...CAR, wheels: [] }], "vehicles.0.wheels"],
    [[{ ...CAR, wheels: [{ ...wheel(1, 1), radius: 0 }] }], "vehicles.0.wheels.0.radius"],
  ])("is refused where it cannot be: %#", (vehicles, message) => {
    expect(declare(vehicles)).toThrow(message);
  });
});
