/** The 3D view of the scene. */
import { Canvas } from "@react-three/fiber";
import { type ReactElement, useMemo } from "react";
import { NeutralToneMapping, Vector3 } from "three";
import { SCENE_LIGHTS, viewRadius } from "../../../sim/core/scene-look.ts";
import type { SceneEvent } from "../../protocol/index.ts";
import { Bodies } from "./bodies.tsx";
import { CameraControls } from "./camera-controls.tsx";
import { Stage } from "./stage.tsx";

export interface SceneViewProps {
  readonly event: SceneEvent;
  /** Counts how often the person asked for the first view again. */
  readonly resets: number;
}

export function SceneView({ event, resets }: SceneViewProps): ReactElement {
  const { scene, title } = event;
  const radius = useMemo(() => viewRadius(scene.camera), [scene]);
  const focus = useMemo(() => new Vector3(), []);
  const hasWebGl = useMemo(() => document.createElement("canvas").getContext("webgl2") !== null, []);
  if (!hasWebGl) {
    return (
      <p className="stage-message">
        This browser offers no WebGL 2, so the scene cannot be drawn. Curves still grow below.
      </p>
    );
  }
  return (
    <div className="scene" role="img" aria-label={`3D view of ${title}. Drag to turn, scroll to zoom.`}>
      <Canvas
        shadows="percentage"
        frameloop="demand"
        dpr={[1, 2]}
        gl={{
          antialias: true,
          alpha: true,
          toneMapping: NeutralToneMapping,
          toneMappingExposure: SCENE_LIGHTS.exposure,
        }}
      >
        <Bodies scene={scene} />
        <CameraControls key={resets} scene={scene} focus={focus} />
        <Stage radius={radius} focus={focus} />
      </Canvas>
    </div>
  );
}
