/** The bodies of a scene: the physics, and the model's prediction as ghosts. */
import { useFrame, useThree } from "@react-three/fiber";
import { type ReactElement, useEffect, useMemo, useRef } from "react";
import type { Group, Material, MeshStandardMaterial } from "three";
import type { Scene, SceneBody } from "../../../sim/core/env.ts";
import { floorSquare, isFloor } from "../../../sim/core/scene-look.ts";
import { POSE_SIZE } from "../../protocol/index.ts";
import { advancePlayout, samplePosesInto } from "../feed/playout.ts";
import { useSession, useViewer } from "../state/use-session.ts";
import { bodyMaterial } from "./body-material.ts";
import { DrawPacer } from "./draw-pacer.ts";
import { ghostMaterial } from "./ghost-material.ts";
import { shapeGeometry } from "./shape-geometry.ts";

/** Longest time step of the playout. */
const MAX_ELAPSED_SECS = 0.5;
const DREAM_COLOUR = "#7c3aed";

export function Bodies({ scene }: { readonly scene: Scene }): ReactElement {
  const { store, playout } = useSession();
  const invalidate = useThree((three) => three.invalidate);
  const real = useRef<Group>(null);
  const ghosts = useRef<Group>(null);
  const ghostShown = useViewer((state) => state.ghostShown);
  const dream = useMemo(() => ghostMaterial(DREAM_COLOUR), []);
  const square = useMemo(() => floorSquare(scene.camera), [scene]);
  const buffer = useMemo(() => new Float32Array(scene.bodies.length * POSE_SIZE), [scene]);

  const pacer = useMemo(() => new DrawPacer(() => invalidate()), [invalidate]);
  useEffect(() => {
    const unsubscribe = store.subscribe(() => pacer.request());
    return () => {
      unsubscribe();
      pacer.dispose();
    };
  }, [store, pacer]);
  useEffect(() => () => dream.dispose(), [dream]);

  useFrame((_, elapsedSecs) => {
    const moving = advancePlayout(playout, Math.min(elapsedSecs, MAX_ELAPSED_SECS));
    const hasPoses = samplePosesInto(playout, "poses", buffer);
    placeBodies(real.current, hasPoses, buffer);
    const hasGhost = ghostShown && samplePosesInto(playout, "ghost", buffer);
    placeBodies(ghosts.current, hasGhost, buffer);
    pacer.drawing();
    if (moving) pacer.request();
  });

  return (
    <>
      <group ref={real} visible={false}>
        {scene.bodies.map((body) => (
          <Body key={body.name} body={body} square={square} />
        ))}
      </group>
      <group ref={ghosts} visible={false}>
        {scene.bodies.map((body) =>
          body.moves ? <Body key={body.name} body={body} square={square} ghost={dream} /> : <group key={body.name} />,
        )}
      </group>
    </>
  );
}

interface BodyProps {
  readonly body: SceneBody;
  /** Side of a floor's squares, in metres. */
  readonly square: number;
  readonly ghost?: Material;
}

function Body({ body, square, ghost }: BodyProps): ReactElement {
  const parts = useMemo(
    () =>
      body.shapes.map((shape) => ({
        shape,
        geometry: shapeGeometry(shape.geometry),
        material: ghost ?? bodyMaterial(shape, isFloor(body, shape) ? square : undefined),
      })),
    [body, square, ghost],
  );
  useEffect(
    () => () => {
      for (const { geometry, material } of parts) {
        geometry.dispose();
        if (material === ghost) continue;
        (material as MeshStandardMaterial).map?.dispose();
        material.dispose();
      }
    },
    [parts, ghost],
  );
  return (
    <group>
      {parts.map(({ shape, geometry, material }) => (
        <mesh
          key={geometry.uuid}
          geometry={geometry}
          material={material}
          position={[...shape.position]}
          quaternion={[...shape.rotation]}
          castShadow={!ghost}
          receiveShadow={!ghost}
          renderOrder={ghost ? 2 : 0}
        />
      ))}
    </group>
  );
}

function placeBodies(bodies: Group | null, visible: boolean, poses: Float32Array): void {
  if (!bodies) return;
  bodies.visible = visible;
  if (!visible) return;
  for (const [index, body] of bodies.children.entries()) {
    const at = index * POSE_SIZE;
    body.position.fromArray(poses, at);
    body.quaternion.fromArray(poses, at + 3);
  }
}
