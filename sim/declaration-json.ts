/** What a scenario declares about trajectories, as one canonical text. */
import type { BodySpec } from "./body-types.ts";
import type { Scenario } from "./scenario-types.ts";

const known = new WeakMap<Scenario, string>();

/** The same text for equal declarations, whatever the order of their keys; functions are not part of it. */
export function declarationJson(scenario: Scenario): string {
  let text = known.get(scenario);
  if (text === undefined) {
    // What is only drawn or told (colours, camera, description, tags) changes no trajectory; `pictureHash` tells pictures apart.
    const { physics, timestepSecs, substeps, solverIterations, gravity, maxSteps, actuators, ropes, sensors } =
      scenario;
    const { contactFrequencyHz } = scenario;
    const { vehicles, observationSpace, resetOptions, factors, memory } = scenario;
    text = canonicalJson({
      physics,
      timestepSecs,
      substeps,
      solverIterations,
      contactFrequencyHz,
      gravity,
      maxSteps,
      bodies: scenario.bodies.map(withoutColours),
      actuators,
      ropes,
      vehicles,
      sensors: sensors.filter(({ kind }) => kind !== "camera"),
      observationSpace,
      resetOptions,
      factors,
      memory,
    });
    known.set(scenario, text);
  }
  return text;
}

function withoutColours(body: BodySpec): object {
  return { ...body, shapes: body.shapes.map(({ colour: _, ...shape }) => shape) };
}

/** JSON with sorted keys; infinities, which JSON lacks, as text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "number" && !Number.isFinite(item)) return String(item);
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
