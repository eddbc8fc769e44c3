/** Whether an observation is what its space says. */
import type { Info } from "../core/env.ts";
import { type BoxSpace, type Observation, type ObservationSpace, spaceSize } from "../core/space.ts";

/** In words what is wrong with an observation; `undefined` where nothing is. */
export function observationFault(space: ObservationSpace, observation: Observation): string | undefined {
  const expected = Object.keys(space).join(", ");
  const got = Object.keys(observation).join(", ");
  if (expected !== got) return `observation must have the modalities ${expected}, has ${got || "none"}`;
  for (const [modality, box] of Object.entries(space)) {
    const fault = boxFault(modality, box, observation[modality]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function boxFault(modality: string, box: BoxSpace, values: Observation[string] | undefined): string | undefined {
  const rightKind = box.dtype === "uint8" ? values instanceof Uint8Array : values instanceof Float32Array;
  if (values === undefined || !rightKind) {
    return `observation ${modality} must be an array of ${box.dtype}, got ${values?.constructor.name}`;
  }
  const size = spaceSize(box);
  if (values.length !== size) return `observation ${modality} must have ${size} values, has ${values.length}`;
  for (let i = 0; i < size; i++) {
    const value = values[i]!;
    // Bounds as the observation's own numbers hold them: 0.8 in float32 is a little more than 0.8.
    const low = Math.fround(box.low[i] ?? Number.NaN);
    const high = Math.fround(box.high[i] ?? Number.NaN);
    if (Number.isFinite(value) && value >= low && value <= high) continue;
    const bounds = Number.isFinite(low) || Number.isFinite(high) ? `within [${box.low[i]}, ${box.high[i]}]` : "finite";
    return `observation ${modality}: ${box.names[i] ?? `element ${i}`} must be ${bounds}, got ${value}`;
  }
  return undefined;
}

/** In words what is wrong with the facts beside an observation; `undefined` where nothing is. */
export function infoFault(info: Info | undefined): string | undefined {
  if (typeof info !== "object" || info === null) return `info must be an object, got ${info}`;
  for (const [name, value] of Object.entries(info)) {
    if (!Number.isFinite(value)) return `info ${name} must be a finite number, got ${value}`;
  }
  return undefined;
}
