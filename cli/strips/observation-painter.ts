/** Observations, true or decoded, as pictures. */
import {
  createCamera,
  createEnv,
  ghostPosesInto,
  hasGhost,
  type Picture,
  type Scenario,
  SpecError,
} from "../../sim/index.ts";
import type { WorldModelConfig } from "../../worldmodel/index.ts";

export type ObservationPainter = (observation: ArrayLike<number>) => Picture;

/** Pixels are drawn as squares of this side, so that a small picture can be seen. */
const ENLARGED = 2;
/** Of the picture of a state. */
const STATE_PICTURE = { width: 160, height: 120 } as const;
const POSE = 7;

/** Of pixels, or of states of a scenario whose bodies' places follow from its state; undefined where an observation cannot be drawn. */
export async function observationPainter(
  scenario: Scenario,
  { modality, observationSpace }: Pick<WorldModelConfig, "modality" | "observationSpace">,
): Promise<ObservationPainter | undefined> {
  if (modality === "pixels") {
    const [height, width, colours] = observationSpace[modality]?.shape ?? [];
    if (height === undefined || width === undefined || colours !== 3)
      throw new SpecError(`observations: pixels of shape [H,W,3] required, got [${observationSpace[modality]?.shape}]`);
    return (observation) => enlarge({ width, height, rgb: Uint8ClampedArray.from(observation) });
  }
  return hasGhost(scenario) ? statePainter(scenario) : undefined;
}

async function statePainter(scenario: Scenario): Promise<ObservationPainter> {
  const env = await createEnv(scenario);
  const camera = createCamera(env.scene, STATE_PICTURE);
  const poses = new Float32Array(env.scene.bodies.length * POSE);
  env.close();
  return (state) => {
    ghostPosesInto(scenario, state, poses);
    const rgb = new Uint8Array(STATE_PICTURE.width * STATE_PICTURE.height * 3);
    camera.renderInto({ rgb }, poses);
    return { ...STATE_PICTURE, rgb };
  };
}

function enlarge({ width, height, rgb }: { width: number; height: number; rgb: Uint8ClampedArray }): Picture {
  const large = { width: width * ENLARGED, height: height * ENLARGED };
  const out = new Uint8Array(large.width * large.height * 3);
  for (let row = 0; row < large.height; row++)
    for (let column = 0; column < large.width; column++) {
      const from = (Math.floor(row / ENLARGED) * width + Math.floor(column / ENLARGED)) * 3;
      out.set(rgb.subarray(from, from + 3), (row * large.width + column) * 3);
    }
  return { ...large, rgb: out };
}
