/** What a dream shows of z: z itself, and what V decodes from it, decoded when it is first looked at. */
import {
  type BoxSpace,
  type Observation,
  type ObservationSpace,
  SpecError,
  StateError,
  spaceSize,
  UsageError,
} from "../../sim/core/index.ts";
import type { WorldModelConfig } from "../models/world-model.ts";
import type { DreamModel } from "./dream-model.ts";

/** The modality of the dream alone. */
const LATENT_MODALITY = "z";

export interface DreamObserver {
  readonly space: ObservationSpace;
  /** z is kept, and must not be written to again. */
  observe(z: Float32Array): Observation;
}

/** A UsageError for a modality that a dream of this model does not have. */
export function dreamObserver(config: WorldModelConfig, model: DreamModel, observe: readonly string[]): DreamObserver {
  const known = [config.modality, LATENT_MODALITY];
  const unknown = observe.find((modality) => !known.includes(modality));
  if (unknown !== undefined || observe.length === 0) {
    throw new UsageError(
      `dream of ${config.scenario}: observe must name modalities among ${known.join(", ")}, got ${unknown ?? "none"}`,
    );
  }
  const space = Object.fromEntries(observe.map((modality) => [modality, spaceOf(config, modality)]));
  return {
    space,
    observe(z) {
      const observation: Record<string, Float32Array | Uint8Array> = {};
      for (const modality of observe) {
        if (modality === LATENT_MODALITY) {
          observation[modality] = z.slice();
          continue;
        }
        const box = spaceOf(config, modality);
        let seen: Float32Array | Uint8Array | undefined;
        Object.defineProperty(observation, modality, {
          enumerable: true,
          get: () => {
            seen ??= within(box, model.decode(z));
            return seen;
          },
        });
      }
      return observation;
    },
  };
}

function spaceOf({ modality, observationSpace, vae }: WorldModelConfig, wanted: string): BoxSpace {
  if (wanted === LATENT_MODALITY) return latentSpace(vae.latents);
  const space = observationSpace[wanted];
  if (!space) throw new SpecError(`world model: observationSpace must have its modality ${modality}, and it has not`);
  return space;
}

/** z has about the spread of the standard normal, and no bounds. */
function latentSpace(latents: number): BoxSpace {
  const each = <T>(value: (latent: number) => T): T[] => Array.from({ length: latents }, (_, latent) => value(latent));
  return {
    kind: "box",
    dtype: "float32",
    shape: [latents],
    low: each(() => Number.NEGATIVE_INFINITY),
    high: each(() => Number.POSITIVE_INFINITY),
    names: each((latent) => `z${latent}`),
    units: each(() => "1"),
  };
}

/** V knows no bounds: what it decodes is brought into the space, as whole numbers where that has bytes. */
function within(space: BoxSpace, decoded: Float32Array): Float32Array | Uint8Array {
  const size = spaceSize(space);
  if (decoded.length !== size) throw new SpecError(`dream: V must decode ${size} elements, got ${decoded.length}`);
  // A plain loop: for pictures, callbacks and iterators would take longer than the decoding.
  const { low, high, dtype } = space;
  const whole = dtype === "uint8";
  const bounded = whole ? new Uint8Array(size) : new Float32Array(size);
  for (let at = 0; at < size; at++) {
    const value = decoded[at]!;
    if (!Number.isFinite(value)) throw new StateError("dream: V must decode finite numbers, and it has not; reset it");
    const inside = Math.min(high[at]!, Math.max(low[at]!, value));
    bounded[at] = whole ? Math.round(inside) : inside;
  }
  return bounded;
}
