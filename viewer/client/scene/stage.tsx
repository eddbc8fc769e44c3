/** Light and shadow. */
import { useFrame } from "@react-three/fiber";
import { type ReactElement, useMemo, useRef } from "react";
import { Color, type DirectionalLight, Object3D, SRGBColorSpace, type Vector3 } from "three";
import type { Vec3 } from "../../../sim/core/env.ts";
import { SCENE_LIGHTS } from "../../../sim/core/scene-look.ts";

const SHADOW_MAP_SIZE = 2048;
/** Share of the key light that a shadow keeps off. */
const SHADOW_INTENSITY = 0.6;
const { sky, key, fill } = SCENE_LIGHTS;

export interface StageProps {
  /** Size of what the camera sees, in metres. */
  readonly radius: number;
  /** What the shadows are drawn about; it may move. */
  readonly focus: Vector3;
}

export function Stage({ radius, focus }: StageProps): ReactElement {
  const keyLight = useRef<DirectionalLight>(null);
  const target = useMemo(() => new Object3D(), []);
  const reach = radius * 2.2;
  const distance = radius * 4;

  useFrame(() => {
    target.position.copy(focus);
    keyLight.current?.position
      .set(...key.direction)
      .multiplyScalar(distance)
      .add(focus);
  });

  return (
    <>
      <hemisphereLight args={[colour(sky.above), colour(sky.below), sky.intensity]} position={[0, 0, 1]} />
      <directionalLight position={[...fill.direction]} color={colour(fill.colour)} intensity={fill.intensity} />
      <primitive object={target} />
      <directionalLight
        ref={keyLight}
        key={radius}
        target={target}
        color={colour(key.colour)}
        intensity={key.intensity}
        castShadow
        shadow-intensity={SHADOW_INTENSITY}
        shadow-mapSize={[SHADOW_MAP_SIZE, SHADOW_MAP_SIZE]}
        shadow-radius={7}
        shadow-normalBias={radius * 0.006}
        shadow-camera-left={-reach}
        shadow-camera-right={reach}
        shadow-camera-top={reach}
        shadow-camera-bottom={-reach}
        shadow-camera-near={radius * 0.2}
        shadow-camera-far={radius * 8}
      />
    </>
  );
}

function colour([red, green, blue]: Vec3): Color {
  return new Color().setRGB(red, green, blue, SRGBColorSpace);
}
