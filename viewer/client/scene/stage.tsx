/** Light, shadow and ground. */
import { type ReactElement, useEffect, useMemo } from "react";
import { Object3D } from "three";
import { gridMaterial } from "./grid-material.ts";
import type { SceneFrame } from "./scene-frame.ts";

const SHADOW_MAP_SIZE = 2048;

export function Stage({ frame }: { readonly frame: SceneFrame }): ReactElement {
  const { radius, centre, groundHeight } = frame;
  const [x, y] = centre;
  const reach = radius * 2.2;

  const target = useMemo(() => {
    const object = new Object3D();
    object.position.set(x, y, groundHeight + radius * 0.4);
    return object;
  }, [x, y, groundHeight, radius]);
  const grid = useMemo(() => gridMaterial(frame.gridCell, radius * 5, [x, y]), [frame.gridCell, radius, x, y]);
  useEffect(() => () => grid.dispose(), [grid]);

  return (
    <>
      <hemisphereLight args={["#ffffff", "#d8d0c0", 1.9]} position={[0, 0, 1]} />
      <directionalLight position={[-3, -2, 1.5]} color="#dfe8ff" intensity={0.55} />
      <primitive object={target} />
      <directionalLight
        key={radius}
        target={target}
        position={[x + radius * 1.1, y - radius * 1.5, groundHeight + radius * 3.2]}
        color="#fff6e8"
        intensity={2.5}
        castShadow
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
      <group position={[x, y, groundHeight]}>
        <mesh receiveShadow>
          <planeGeometry args={[radius * 14, radius * 14]} />
          <shadowMaterial color="#1b2236" opacity={0.24} />
        </mesh>
        <mesh position={[0, 0, radius * 5e-4]} material={grid}>
          <planeGeometry args={[radius * 14, radius * 14]} />
        </mesh>
      </group>
    </>
  );
}
