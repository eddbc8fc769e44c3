/** Public names of `craik/sim`. */
export type {
  ActuatorSpec,
  BodySpec,
  Freedom,
  JointSpec,
  RopeSpec,
  ShapeSpec,
  VehicleSpec,
  WheelSpec,
} from "./body-types.ts";
export { type Camera, type CameraOptions, createCamera, type Images } from "./camera/camera.ts";
export { encodePng, type Picture } from "./camera/png.ts";
export { capsuleBetween } from "./capsule-between.ts";
export {
  allocatedBytes,
  type CheckResult,
  type Conformance,
  type ConformanceCheck,
  type ConformanceOptions,
  checkConformance,
  checkEnvConformance,
  conformanceChecks,
  type EnvContext,
  envChecks,
  envContext,
  type ScenarioContext,
  scenarioChecks,
  scenarioContext,
} from "./conformance/index.ts";
export {
  type Agent,
  type AsyncVectorEnv,
  type AutoresetMode,
  addVec,
  angleAboutAxis,
  atan2,
  type BoxSpace,
  type CameraPose,
  CraikError,
  conjugateQuat,
  cos,
  createRng,
  crossVec,
  type Dynamics,
  dotVec,
  type Env,
  type EnvMetadata,
  type Episode,
  type EpisodeHeader,
  exp,
  type Geometry,
  IDENTITY_QUAT,
  type Info,
  type InfoBatch,
  type InfoColumn,
  lengthVec,
  log,
  type Moment,
  multiplyQuat,
  normalizeQuat,
  normalizeVec,
  type Observation,
  type ObservationBatch,
  type ObservationSpace,
  pow,
  type Quat,
  quatBetween,
  quatFromAxisAngle,
  type ResetOptions,
  type ResetResult,
  type Rng,
  type RngState,
  type RolloutSize,
  type Rollouts,
  restoreRng,
  rotateVec,
  type Scene,
  type SceneBody,
  type SceneShape,
  ShapeError,
  type Snapshot,
  SpecError,
  StateError,
  type StatePolicy,
  type StepResult,
  scaleVec,
  sin,
  spaceSize,
  subtractVec,
  type Transitions,
  UsageError,
  type Vec3,
  type VectorEnv,
  type VectorInfos,
  type VectorReset,
  type VectorResetRequest,
  type VectorStep,
} from "./core/index.ts";
export { createEnv, type EnvOptions } from "./env.ts";
export { exportMjcf, type MjcfOptions } from "./export/mjcf.ts";
export { bodyPosesFromJoints, ghostPosesInto, hasGhost } from "./kinematics.ts";
export { modalitiesOf } from "./observer.ts";
export { createPhysicsDynamics, type PhysicsDynamicsOptions } from "./physics-dynamics.ts";
export { pictureHash } from "./picture-hash.ts";
export { defineScenario, isScenario } from "./scenario.ts";
export { scenarioHash } from "./scenario-hash.ts";
export type {
  Build,
  CameraSpec,
  FactorSpec,
  ObservationElement,
  ObservationSpec,
  ResetOptionSpec,
  Scenario,
  ScenarioSpec,
} from "./scenario-types.ts";
export type {
  BodyPoseSensorSpec,
  CameraSensorSpec,
  ContactSensorSpec,
  JointSensorSpec,
  LidarSpec,
  SensorSpec,
} from "./sensor-types.ts";
export { spawnThread, type ThreadEntry } from "./spawn-thread.ts";
export {
  checkDataset,
  createEpisodeRecorder,
  createRowFile,
  type Dataset,
  type DatasetCheck,
  type DatasetEntry,
  type DatasetHeader,
  type DatasetReaderOptions,
  type DatasetWriter,
  type DatasetWriterOptions,
  type EpisodeRecorder,
  type EpisodeRows,
  type EpisodeRowsOptions,
  episodeKey,
  episodesHash,
  type MergeResult,
  mergeDatasets,
  openDataset,
  openDatasetWriter,
  openEpisodeRows,
  openFile,
  type RowFile,
  StorageError,
  type WindowBatch,
  type WindowOptions,
  windowBatches,
  writeWhole,
} from "./store/index.ts";
export type {
  BodyState,
  Factors,
  JointValues,
  Memory,
  MemorySpec,
  Placement,
  RayHit,
  TaskState,
  TaskWorld,
  Wheel,
} from "./task-types.ts";
export { describeError, reviveError, type ThreadError } from "./thread-error.ts";
export { type ToleranceOptions, tolerance } from "./tolerance.ts";
export { createEnvs, createVectorEnv, type MakeEnvs, type VectorEnvOptions } from "./vector/in-process.ts";
export { createWorkerVectorEnv, type WorkerVectorEnvOptions } from "./vector/worker-env.ts";
export type { EnvModule, MakeEnvsFrom } from "./vector/worker-protocol.ts";
export { type ActionRepeatOptions, actionRepeat } from "./wrappers/action-repeat.ts";
export { type FrameStackOptions, frameStack } from "./wrappers/frame-stack.ts";
export {
  type NormalizedEnv,
  type NormalizeObservationOptions,
  normalizeObservation,
} from "./wrappers/normalize-observation.ts";
export type { ElementStatistics, ObservationStatistics } from "./wrappers/observation-statistics.ts";
export { type TimeLimitOptions, timeLimit } from "./wrappers/time-limit.ts";
