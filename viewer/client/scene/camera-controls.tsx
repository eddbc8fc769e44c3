/** The scene's own camera to begin with, also where a body carries it; then the person's: orbit, pan, zoom. */
import { useFrame, useThree } from "@react-three/fiber";
import { useEffect, useMemo, useRef } from "react";
import { type Camera, Matrix4, PerspectiveCamera, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { CAMERA_FRAME_SIZE, cameraFrame, cameraFrameInto } from "../../../sim/core/camera-frame.ts";
import type { Scene } from "../../../sim/core/env.ts";
import { POSE_SIZE } from "../../protocol/index.ts";
import { samplePosesInto } from "../feed/playout.ts";
import { useSession } from "../state/use-session.ts";

/** Narrower than this, the camera steps back so that the scene's width still fits. */
const DESIGN_ASPECT = 1.25;

export interface CameraControlsProps {
  readonly scene: Scene;
  /** Takes what the camera looks at. */
  readonly focus: Vector3;
}

/** Takes the scene's view when it mounts: a new key brings the first view back, and with it the ride on a body that carries it. */
export function CameraControls({ scene, focus }: CameraControlsProps): null {
  const camera = useThree((three) => three.camera);
  const element = useThree((three) => three.gl.domElement);
  const invalidate = useThree((three) => three.invalidate);
  const getThree = useThree((three) => three.get);
  const { playout } = useSession();
  const frame = useMemo(() => cameraFrame(scene, scene.camera), [scene]);
  const poses = useMemo(() => new Float32Array(scene.bodies.length * POSE_SIZE), [scene]);
  const inWorld = useMemo(() => new Float64Array(CAMERA_FRAME_SIZE), []);
  const controls = useRef<OrbitControls>(null);
  const rides = useRef(false);
  const distance = useMemo(
    () => new Vector3(...scene.camera.position).distanceTo(new Vector3(...scene.camera.target)),
    [scene],
  );

  useEffect(() => {
    if (!(camera instanceof PerspectiveCamera)) return undefined;
    const { position, target, verticalFovRad, up = [0, 0, 1], mount } = scene.camera;
    rides.current = mount !== undefined;
    const isUpright = mount !== undefined || (up[0] === 0 && up[1] === 0);
    camera.up.set(...(mount ? ([0, 0, 1] as const) : up));
    camera.fov = (verticalFovRad * 180) / Math.PI;
    camera.near = distance / 100;
    camera.far = Math.max(distance * 40, 2 * extentOf(scene));
    camera.updateProjectionMatrix();
    focus.set(...target);
    const { width, height } = getThree().size;
    const stepBack = mount ? 1 : Math.max(1, (DESIGN_ASPECT * height) / width);
    camera.position
      .set(...position)
      .sub(focus)
      .multiplyScalar(stepBack)
      .add(focus);
    const orbit = new OrbitControls(camera, element);
    controls.current = orbit;
    orbit.target.copy(focus);
    if (isUpright) orbit.maxPolarAngle = Math.PI * 0.495;
    orbit.minDistance = camera.near * 10;
    orbit.maxDistance = camera.far / 8;
    orbit.addEventListener("start", () => {
      if (rides.current) orbit.target.copy(focus);
      rides.current = false;
    });
    orbit.addEventListener("change", () => {
      focus.copy(orbit.target);
      invalidate();
    });
    orbit.update();
    return () => orbit.dispose();
  }, [camera, element, invalidate, getThree, scene, distance, focus]);

  useFrame(() => {
    if (!rides.current || !samplePosesInto(playout, "poses", poses)) return;
    cameraFrameInto(inWorld, frame, poses);
    ride(camera, inWorld);
    focus.fromArray(inWorld, 9).multiplyScalar(distance).add(camera.position);
  });
  return null;
}

const [RIGHT, UP, BACK, TURN] = [new Vector3(), new Vector3(), new Vector3(), new Matrix4()];

/** inWorld [12]: position, right, up, forward. */
function ride(camera: Camera, inWorld: Float64Array): void {
  camera.position.fromArray(inWorld, 0);
  TURN.makeBasis(RIGHT.fromArray(inWorld, 3), UP.fromArray(inWorld, 6), BACK.fromArray(inWorld, 9).negate());
  camera.quaternion.setFromRotationMatrix(TURN);
  camera.updateMatrixWorld();
}

/** How far what never moves reaches, in metres. */
function extentOf({ bodies }: Scene): number {
  let extent = 0;
  for (const { geometry } of bodies.filter(({ moves }) => !moves).flatMap(({ shapes }) => shapes)) {
    if (geometry.kind === "plane") extent = Math.max(extent, 2 * Math.hypot(...geometry.halfSizes));
    if (geometry.kind === "heightfield") extent = Math.max(extent, Math.hypot(...geometry.size));
  }
  return extent;
}
