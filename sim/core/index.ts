/** Public names of the contracts. */
export { atan2, cos, exp, log, pow, sin } from "./deterministic-math.ts";
export type { Agent, Dynamics, Moment, RolloutSize, Rollouts, StatePolicy, Transitions } from "./dynamics.ts";
export type {
  CameraPose,
  Env,
  EnvMetadata,
  Geometry,
  Info,
  Quat,
  ResetOptions,
  ResetResult,
  Scene,
  SceneBody,
  SceneShape,
  Snapshot,
  StepResult,
  Vec3,
} from "./env.ts";
export type { Episode, EpisodeHeader } from "./episode.ts";
export { CraikError, ShapeError, SpecError, StateError, UsageError } from "./errors.ts";
export { median } from "./median.ts";
export {
  angleAboutAxis,
  conjugateQuat,
  IDENTITY_QUAT,
  multiplyQuat,
  normalizeQuat,
  quatBetween,
  quatFromAxisAngle,
  rotateVec,
} from "./quaternion.ts";
export { createRng, type Rng, type RngState, restoreRng } from "./rng.ts";
export { type BoxSpace, type Observation, type ObservationSpace, spaceSize } from "./space.ts";
export { addVec, crossVec, dotVec, lengthVec, normalizeVec, scaleVec, subtractVec } from "./vector.ts";
export type {
  AsyncVectorEnv,
  AutoresetMode,
  InfoBatch,
  InfoColumn,
  ObservationBatch,
  VectorEnv,
  VectorInfos,
  VectorReset,
  VectorResetRequest,
  VectorStep,
} from "./vector-env.ts";
export { type WindowDraw, windowDraw } from "./window-draw.ts";
