/** MuJoCo's format: the scenario's bodies, joints, motors, ropes and sensors. The task (reward, start, end) is code and stays behind. */
import { SpecError } from "../core/errors.ts";
import { servoGain } from "../physics/servo-gain.ts";
import type { Scenario } from "../scenario-types.ts";
import { bodyElements, cameraElement } from "./mjcf-bodies.ts";
import { type ContactPlan, planContacts } from "./mjcf-contacts.ts";
import { xmlElement } from "./xml.ts";

export interface MjcfOptions {
  /** MuJoCo's integrator. */
  readonly integrator: "RK4" | "Euler";
}

/**
 * The scenario as MJCF, which MuJoCo compiles. Without contacts, one MuJoCo step is one control step, by Runge-Kutta of fourth order
 * as in DeepMind's suite. With them, it is one physics step (a control step has `substeps`), by semi-implicit Euler, from which
 * physics `articulated` differs by rounding only. Controls are the actions in [−1, 1]; each joint has a position and a velocity
 * sensor, named `<joint> position` and `<joint> velocity`; kinematic bodies are mocap bodies. A SpecError for what MJCF cannot say.
 */
export function exportMjcf(scenario: Scenario, options: Partial<MjcfOptions> = {}): string {
  const joints = scenario.bodies.flatMap((body) => body.joint ?? []);
  const free = scenario.physics === "joints";
  const contacts = free ? undefined : planContacts(scenario);
  const sensors = joints.flatMap(({ name }) => [
    xmlElement("jointpos", { name: `${name} position`, joint: name }),
    xmlElement("jointvel", { name: `${name} velocity`, joint: name }),
  ]);
  const option = {
    timestep: free ? scenario.timestepSecs : scenario.timestepSecs / scenario.substeps,
    gravity: scenario.gravity,
    integrator: options.integrator ?? (free ? "RK4" : "Euler"),
  };
  return `${xmlElement("mujoco", { model: scenario.id }, [
    xmlElement("compiler", { angle: "radian", autolimits: "true" }),
    xmlElement("option", option, free ? [xmlElement("flag", { contact: "disable" })] : []),
    xmlElement("worldbody", {}, [
      xmlElement("light", { pos: [0, 0, 4], dir: [0, 0, -1] }),
      ...(scenario.camera.mount ? [] : [cameraElement(scenario)]),
      ...bodyElements(scenario, undefined, contacts),
    ]),
    ...pairElements(contacts),
    ...ropeElements(scenario),
    xmlElement(
      "actuator",
      {},
      scenario.actuators.map((actuator) => actuatorElement(scenario, actuator)),
    ),
    xmlElement("sensor", {}, sensors),
  ])}\n`;
}

/** Pairs of shapes whose common friction is not the greater of the two, which MuJoCo would take. */
function pairElements(contacts: ContactPlan | undefined): string[] {
  if (!contacts || contacts.pairs.length === 0) return [];
  const pairs = contacts.pairs.map(({ geoms, friction }) =>
    xmlElement("pair", {
      geom1: geoms[0],
      geom2: geoms[1],
      condim: 3,
      friction: [friction, friction, 0.005, 1e-4, 1e-4],
    }),
  );
  return [xmlElement("contact", {}, pairs)];
}

/** Ropes as tendons between sites. */
function ropeElements({ ropes }: Scenario): string[] {
  if (ropes.length === 0) return [];
  const tendons = ropes.map(({ length }, i) =>
    xmlElement("spatial", { name: `rope ${i}`, limited: "true", range: [0, length] }, [
      xmlElement("site", { site: `rope ${i} start` }),
      xmlElement("site", { site: `rope ${i} end` }),
    ]),
  );
  return [xmlElement("tendon", {}, tendons)];
}

function actuatorElement(scenario: Scenario, actuator: Scenario["actuators"][number]): string {
  const { name, joint, kind, gear = 1, maxForce = 0 } = actuator;
  if (joint === undefined) {
    throw new SpecError(
      `MJCF export: actuator ${name} of ${scenario.id} must drive a joint, and the task's own code reads it, which MJCF cannot hold`,
    );
  }
  const common = { name, joint, ctrllimited: "true", ctrlrange: [-1, 1] };
  if (kind !== "velocity") return xmlElement("motor", { ...common, gear: actuator.gear });
  const gain = servoGain(gear, maxForce);
  return xmlElement("general", {
    ...common,
    gainprm: gain * gear,
    biastype: "affine",
    biasprm: [0, 0, -gain],
    forcerange: [-maxForce, maxForce],
  });
}
