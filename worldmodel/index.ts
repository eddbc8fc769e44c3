/** Public names of `craik/worldmodel`: models and their training, and the operators, layers and losses that they are made of. */

export { expand, reduceMaxDetached, reduceSum } from "./autodiff/broadcast.ts";
export { globalNorm } from "./autodiff/clipping.ts";
export { convolve, convolveTransposed, type Kernel } from "./autodiff/convolution.ts";
export { withGradient } from "./autodiff/custom-gradient.ts";
export {
  add,
  clip,
  divide,
  exp,
  greater,
  log,
  multiply,
  negate,
  relu,
  scale,
  sigmoid,
  softplus,
  sqrt,
  square,
  stopGradient,
  subtract,
  tanh,
} from "./autodiff/elementwise.ts";
export { type EmitOptions, emitOnnx } from "./autodiff/emit-onnx.ts";
export { gather } from "./autodiff/gather.ts";
export { gatherRows } from "./autodiff/gather-rows.ts";
export { gradients } from "./autodiff/gradients.ts";
export { concat, reshape, slice, split, transpose } from "./autodiff/layout.ts";
export { matMul } from "./autodiff/matmul.ts";
export { OPTIMISER_DEFAULTS, type OptimiserOptions } from "./autodiff/optimiser.ts";
export { logSoftmax, logSumExp, reduceMean } from "./autodiff/reductions.ts";
export { selectGreater } from "./autodiff/select.ts";
export { softmax } from "./autodiff/softmax.ts";
export { topK } from "./autodiff/top-k.ts";
export { type TrainingStep, type TrainingStepOptions, trainingStep } from "./autodiff/training-step.ts";
export { constant, type Initialisation, input, parameter, type Shape, type Value } from "./autodiff/value.ts";
export { benchControllerSize, benchDreaming, DREAM_BENCH } from "./bench/dream-bench.ts";
export { type BenchPlanner, benchPlanning } from "./bench/plan-bench.ts";
export { compareInTurn, type PeerComparison } from "./bench/timing.ts";
export { runTorchPeer } from "./bench/torch-peer.ts";
export { type BenchTraining, benchTraining, openBenchTraining, type TrainBench } from "./bench/train-bench.ts";
export type { Behaviour, FactorRange, Limits, ReturnScore, TrainingData } from "./checkpoint/card-sections.ts";
export { exportModel, type PlannerFile } from "./checkpoint/export-model.ts";
export { loadTrainedModel, MODEL_FOLDER } from "./checkpoint/load-trained-model.ts";
export {
  type AboutModel,
  decodeModelFiles,
  encodeModelFiles,
  MODEL_CARD,
  type TrainedModel,
} from "./checkpoint/model-files.ts";
export type { ModelCard } from "./checkpoint/model-json.ts";
export { decodeSafeTensors, encodeSafeTensors, type SafeTensors } from "./checkpoint/safetensors.ts";
export {
  type About,
  type Checkpoint,
  decodeTrainerState,
  encodeTrainerState,
} from "./checkpoint/training-checkpoint.ts";
export { chooseDevice, type DeviceChoice } from "./devices/choose-device.ts";
export { type GraphicsCard, graphicsCards } from "./devices/graphics-cards.ts";
export { type DeviceReport, probeDevices } from "./devices/probe-devices.ts";
export { type DreamEnvOptions, dreamEnv } from "./dream/dream-env.ts";
export { DREAM_STRETCH, DreamEvaluator, type DreamEvaluatorOptions } from "./dream-evaluator.ts";
export { type HeldOutScores, measureModel } from "./held-out/measure-model.ts";
export { type Retelling, retell } from "./held-out/retell.ts";
export { type MeasureOptions, type SampleOptions, sampleSequences } from "./held-out/samples.ts";
export { inActionUnits } from "./imagination/actor.ts";
export type { ImaginationOptions } from "./imagination/imagination-loss.ts";
export type { BeliefValues, PolicyOptions } from "./imagination/policy.ts";
export { proposalsFrom } from "./imagination/policy-graphs.ts";
export { type ActorTrainingOptions, trainActor } from "./imagination/train-actor.ts";
export { type ConvolutionOptions, convolution, transposedConvolution } from "./layers/convolution.ts";
export { type Gru, gru } from "./layers/gru.ts";
export { inLayer } from "./layers/in-layer.ts";
export { layerNorm } from "./layers/layer-norm.ts";
export { type LinearHeads, linear, linearHeads } from "./layers/linear.ts";
export { type Lstm, lstm } from "./layers/lstm.ts";
export type { LstmState } from "./layers/lstm-cell.ts";
export { type Belief, type Dream, LearnedDynamics } from "./learned-dynamics.ts";
export type { Arrays, TrainerState } from "./models/arrays.ts";
export {
  CONTROLLER_INPUTS,
  type Controller,
  type ControllerInputs,
  controllerFeatures,
  featureCount,
} from "./models/controller.ts";
export type { ConvolutionalOptions } from "./models/convolutional-networks.ts";
export type { DreamRolloutOptions } from "./models/dream-rollout.ts";
export { memberNames } from "./models/ensemble.ts";
export type { RnnOptions } from "./models/mdn-rnn.ts";
export { initialParameters, parameterCount } from "./models/parameters.ts";
export type { PerceptronOptions } from "./models/perceptrons.ts";
export { type Products, productsFor } from "./models/products.ts";
export { beliefInputs, type RolloutValues, rolloutValues } from "./models/rollout-values.ts";
export type { StandardisedOptions } from "./models/standardised.ts";
export type { TrainedRange } from "./models/trained-range.ts";
export { withUntrainedMemory } from "./models/untrained.ts";
export { type Normalisation, PIXEL_NORMALISATION, type VaeOptions } from "./models/vae.ts";
export { buildWorldModel, type WorldModel, type WorldModelConfig } from "./models/world-model.ts";
export { encodeOnnx } from "./onnx/encode-onnx.ts";
export type { OnnxModel } from "./onnx/onnx-model.ts";
export type { Precision } from "./onnx/precision.ts";
export { type OpenedModel, openModel } from "./runtime/open-model.ts";
export type { Device, SessionOptions } from "./runtime/session.ts";
export { type Metrics, Trainer, type TrainerOptions, type Update } from "./runtime/trainer.ts";
export { ONNXRUNTIME_VERSION } from "./runtime/version.ts";
export { columnMoments } from "./training/column-moments.ts";
export { type DecisionSequence, toDecisions } from "./training/decision-sequences.ts";
export { encodeSequences } from "./training/encode-sequences.ts";
export { type HeldOutOptions, hasEnded, weightsOf } from "./training/held-out.ts";
export {
  bernoulliCrossEntropy,
  categoricalCrossEntropy,
  type Gaussian,
  gaussianNegativeLogLikelihood,
  huber,
  meanSquaredError,
} from "./training/losses.ts";
export { mixtureNegativeLogLikelihood } from "./training/mdn-loss.ts";
export type { TrainingHooks } from "./training/run-training.ts";
export { type LearningRate, learningRateAt, type Schedule } from "./training/schedule.ts";
export {
  columnOf,
  type DecisionColumn,
  type LatentColumn,
  type LatentSequence,
  type Sequence,
} from "./training/sequence.ts";
export { type RnnTrainingOptions, trainRnn } from "./training/train-rnn.ts";
export { trainVae, type VaeTrainingOptions } from "./training/train-vae.ts";
export { trainedRangeOf } from "./training/trained-range-of.ts";
export { turningAngles } from "./training/turning-angles.ts";
