/** The wheels of a scenario's vehicles, as its task sets and reads them. */
import type { Scenario } from "../scenario-types.ts";
import type { Wheel } from "../task-types.ts";
import type { Engine } from "./engine.ts";
import { WHEEL, WHEEL_SIZE } from "./vehicles.ts";

/** Of each vehicle its wheels, which show the engine's present world. */
export function createWheels({ vehicles }: Scenario, engine: Pick<Engine, "wheels">): readonly (readonly Wheel[])[] {
  let count = 0;
  return vehicles.map(({ wheels }) => wheels.map(() => createWheel(engine, WHEEL_SIZE * count++)));
}

function createWheel(engine: Pick<Engine, "wheels">, at: number): Wheel {
  return {
    get steering() {
      return engine.wheels[at + WHEEL.steering]!;
    },
    set steering(angle) {
      engine.wheels[at + WHEEL.steering] = angle;
    },
    get engineForce() {
      return engine.wheels[at + WHEEL.engineForce]!;
    },
    set engineForce(force) {
      engine.wheels[at + WHEEL.engineForce] = force;
    },
    get brake() {
      return engine.wheels[at + WHEEL.brake]!;
    },
    set brake(force) {
      engine.wheels[at + WHEEL.brake] = force;
    },
    get friction() {
      return engine.wheels[at + WHEEL.friction]!;
    },
    set friction(coefficient) {
      engine.wheels[at + WHEEL.friction] = coefficient;
    },
    get rotation() {
      return engine.wheels[at + WHEEL.rotation]!;
    },
    get suspensionLength() {
      return engine.wheels[at + WHEEL.suspensionLength]!;
    },
    get grounded() {
      return engine.wheels[at + WHEEL.grounded] === 1;
    },
  };
}
