/** The scene's own camera to begin with; then the person's: orbit, pan, zoom. */
import { useThree } from "@react-three/fiber";
import { useEffect } from "react";
import { PerspectiveCamera, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { Scene } from "../../../sim/core/env.ts";

/** Narrower than this, the camera steps back so that the scene's width still fits. */
const DESIGN_ASPECT = 1.25;

/** Takes the scene's view when it mounts: a new key brings the first view back. */
export function CameraControls({ scene }: { readonly scene: Scene }): null {
  const camera = useThree((three) => three.camera);
  const element = useThree((three) => three.gl.domElement);
  const invalidate = useThree((three) => three.invalidate);
  const getThree = useThree((three) => three.get);

  useEffect(() => {
    if (!(camera instanceof PerspectiveCamera)) return undefined;
    const { position, target, verticalFovRad } = scene.camera;
    const centre = new Vector3(...target);
    const { width, height } = getThree().size;
    const stepBack = Math.max(1, (DESIGN_ASPECT * height) / width);
    camera.up.set(0, 0, 1);
    camera.position
      .set(...position)
      .sub(centre)
      .multiplyScalar(stepBack)
      .add(centre);
    camera.fov = (verticalFovRad * 180) / Math.PI;
    camera.near = camera.position.distanceTo(centre) / 100;
    camera.far = camera.position.distanceTo(centre) * 40;
    camera.updateProjectionMatrix();
    const controls = new OrbitControls(camera, element);
    controls.target.copy(centre);
    controls.maxPolarAngle = Math.PI * 0.495;
    controls.minDistance = camera.near * 10;
    controls.maxDistance = camera.far / 8;
    controls.addEventListener("change", () => invalidate());
    controls.update();
    return () => controls.dispose();
  }, [camera, element, invalidate, getThree, scene]);
  return null;
}
