/** Fingerprint of what decides the pixels beside the trajectory: cameras, colours, scenery, lights and how they are drawn. */
import { createHash } from "node:crypto";
import type { CameraPose } from "./core/env.ts";
import { canonicalJson } from "./declaration-json.ts";
import { createEnv } from "./env.ts";
import { sensorOf } from "./observer.ts";
import type { Scenario } from "./scenario-types.ts";

const EPISODES = 4;

/**
 * 32 hexadecimal digits of SHA-256 over the poses of the cameras among the modalities, the scene that is drawn, and the pictures
 * that open four seeded episodes, so that scenery, lights and the drawing itself show too. The same on every machine; undefined
 * where no camera is among the modalities.
 */
export async function pictureHash(scenario: Scenario, modalities: readonly string[]): Promise<string | undefined> {
  const names = modalities.filter((name) => cameraPose(scenario, name) !== undefined).sort();
  if (names.length === 0) return undefined;
  const cameras = names.map((name) => ({ name, pose: cameraPose(scenario, name) }));
  const hash = createHash("sha256");
  hash.update(canonicalJson({ cameras, bodies: scenario.scene.bodies }));
  const env = await createEnv(scenario, { observe: names });
  try {
    for (let seed = 0; seed < EPISODES; seed++) {
      const { observation } = env.reset({ seed });
      for (const name of names) hash.update(bytesOf(observation[name] as Uint8Array | Float32Array));
    }
  } finally {
    env.close();
  }
  return hash.digest("hex").slice(0, 32);
}

/** From where a modality's pictures are taken; undefined for what is no picture. */
function cameraPose(scenario: Scenario, name: string): CameraPose | undefined {
  const sensor = sensorOf(scenario, name);
  return sensor?.kind === "camera" ? (sensor.pose ?? scenario.camera) : undefined;
}

function bytesOf(values: Uint8Array | Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
