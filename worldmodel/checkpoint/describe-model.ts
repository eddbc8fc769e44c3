/** A model card as a page to read: what the model is, how to run it, how good it is, and what it must not be trusted with. */
import type { BoxSpace } from "../../sim/core/index.ts";
import type { Deviation } from "../held-out/deviation.ts";
import type { FileDescription } from "./card-sections.ts";
import { describePlanner } from "./describe-planner.ts";
import { figure, port, table } from "./markdown.ts";
import { type ModelCard, ONNX_FILES, POLICY_FILES } from "./model-json.ts";

/** What stands beside a result to show what M's training gave. */
const CONTROLS: readonly string[] = ["untrained", "z-only"];

/** Markdown. */
export function describeModel(card: ModelCard): string {
  const { config, precision, versions } = card;
  const sections = [
    [
      `# World model of ${config.scenario}`,
      `V encodes an observation as z and decodes z; M predicts the next z, the reward and termination of a decision; C acts. After Ha & Schmidhuber, *World Models* (2018). Weights are ${precision.weights}; inputs and outputs are float32. Made by Craik ${versions.craik} with ONNX Runtime ${versions.onnxruntime} on Node ${versions.node}; \`model.json\` says the same to a program.`,
    ],
    ["## Running it", ...running(card)],
    ...(card.planner ? [["## Planning", ...describePlanner(card.planner, card)]] : []),
    ["## Spaces", ...spaces(card)],
    ["## Training data", ...trainingData(card)],
    ["## Scores", ...scores(card)],
    ...(precision.errors ? [[`## Error of ${precision.weights}`, ...precisionErrors(card)]] : []),
    ["## Limits", ...limits(card)],
  ];
  return `${sections.map((paragraphs) => paragraphs.join("\n\n")).join("\n\n")}\n`;
}

function running({ config, files }: ModelCard): readonly string[] {
  const { actionRepeat, controlStepSecs, ensemble, policy, rnn } = config;
  const rows = [...ONNX_FILES, ...POLICY_FILES].flatMap((name) => {
    const file: FileDescription | undefined = files[name];
    if (file === undefined) return [];
    const { bytes, inputs = [], outputs = [] } = file;
    return [[`\`${name}\``, inputs.map(port).join(", "), outputs.map(port).join(", "), bytes.toLocaleString("en")]];
  });
  return [
    `One decision is ${actionRepeat} control steps of ${figure(controlStepSecs)} s with the same action. At its start, encode the observation as z; act on what \`controller.onnx\` reads of (z, h, c); then let \`dynamics.onnx\` take (z, action, h, c) on. h and c are zero at the start of an episode. In a dream, \`expectedZ\`, or a draw from the mixture, takes the place of the encoded observation.${rnn.joint ? " One component is drawn for all of z." : ""}${ensemble > 1 ? ` M is an ensemble: in \`dynamics.onnx\` row e is member e, which takes the same encoded z; the controller reads the first.` : ""}${policy ? ` \`actor.onnx\` gives another action, learned in M's dreams, in the scenario's units, and \`critic.onnx\` the return, discounted by ${figure(policy.discount)} a decision, that it expects when the actor goes on.` : ""}`,
    table(["file", "inputs", "outputs", "bytes"], rows),
  ];
}

function spaces({ config }: ModelCard): readonly string[] {
  const { modality, observationSpace, actionSpace } = config;
  const observed = observationSpace[modality];
  return [
    `Observation \`${modality}\`, in the scenario's units; the encoder normalises by itself:`,
    ...(observed ? [elements(observed)] : []),
    "Action:",
    elements(actionSpace),
  ];
}

/** A list of every element is for vectors; of pictures the shape says enough. */
function elements({ shape, dtype, names, units, low, high }: BoxSpace): string {
  if (shape.length > 1) return `${dtype} [${shape.join(", ")}]`;
  const rows = names.map((name, at) => [
    name,
    units[at] ?? "1",
    figure(low[at] ?? Number.NaN),
    figure(high[at] ?? Number.NaN),
  ]);
  return table(["element", "unit", "low", "high"], rows);
}

function trainingData({ trainedOn }: ModelCard): readonly string[] {
  const { behaviours, controllerSteps, datasetHash, environmentSteps, episodes, rounds } = trainedOn;
  const rows = behaviours.map((each) => [
    each.agent,
    String(each.episodes),
    each.environmentSteps.toLocaleString("en"),
    figure(each.returnMean),
  ]);
  return [
    `${episodes} episodes, ${environmentSteps.toLocaleString("en")} control steps, gathered by exploration and in ${rounds} rounds with the model so far. SHA-256 of the episodes: \`${datasetHash}\`.`,
    ...(controllerSteps > 0
      ? [`C was scored in the true scenario for ${controllerSteps.toLocaleString("en")} control steps more.`]
      : []),
    table(["agent", "episodes", "control steps", "mean return"], rows),
  ];
}

function scores({ scores: { heldOut, returns } }: ModelCard): readonly string[] {
  const { samples, nextLatent } = heldOut;
  return [
    `On episodes kept out of training: ${samples.observations} observations, and ${samples.stretches} dreams of ${samples.horizon} decisions along the episodes' own actions. Observations are in standard deviations of the training data; an error relative to the spread of 1 is that of predicting the mean.`,
    deviations({
      reconstruction: heldOut.reconstruction,
      "next observation": heldOut.nextObservation,
      "the last one in place of it": heldOut.lastObservation,
      "dreamed observation": heldOut.dreamedObservation,
      "the first one in place of it": heldOut.firstObservation,
      "dreamed reward": heldOut.dreamedReward,
    }),
    `The negative log-likelihood of the next z is ${figure(nextLatent.nll)} nats per latent dimension; an M that was never trained has ${figure(nextLatent.untrainedNll)}.`,
    returns.length === 0
      ? "Returns in the true scenario: not evaluated yet."
      : table(
          ["agent", "dynamics", "episodes", "return"],
          returns.map(({ agent, dynamics, episodes, returnMean, returnStd }) => [
            agent,
            dynamics,
            String(episodes),
            returnStd === null ? figure(returnMean) : `${figure(returnMean)} ± ${figure(returnStd)}`,
          ]),
        ),
    ...(returns.some(({ dynamics }) => CONTROLS.includes(dynamics))
      ? [
          "`untrained` and `z-only` are controls: the same with an M whose parameters are those that its training began with, and a controller that reads z alone. What they reach was not learned by M.",
        ]
      : []),
  ];
}

function precisionErrors({ precision: { errors, weights }, scores: { heldOut } }: ModelCard): readonly string[] {
  if (errors === null) return [];
  const { samples } = heldOut;
  const byOutput = Object.entries(errors).flatMap(([file, outputs]) =>
    Object.entries<Deviation>(outputs).map(([name, deviation]) => [`${file}: ${name}`, deviation] as const),
  );
  return [
    `Each file against the same file in float32, on the held-out data of above; the dynamics over dreams of ${samples.horizon} decisions, in which errors add up.${weights === "int8" ? " Products with weights are of whole numbers; everything else is float32." : ""}`,
    deviations(Object.fromEntries(byOutput)),
  ];
}

function limits({
  config,
  limits: { episodeSteps, factors, validPrediction },
  scores: { heldOut },
}: ModelCard): readonly string[] {
  const decisionSecs = config.controlStepSecs * config.actionRepeat;
  const ranges = Object.entries(factors).map(([name, { low, high, unit }]) => {
    const values = low === high ? figure(low) : `${figure(low)} to ${figure(high)}`;
    return `${name} ${values}${unit === "1" ? "" : ` ${unit}`}`;
  });
  const items = [
    `It is a model of one world: scenario \`${config.scenario}\` with the hash \`${config.scenarioHash}\`. With another hash it is another world.`,
    `Every action must be held for ${config.actionRepeat} control steps.`,
    `Dreams were measured for ${figure(heldOut.samples.horizon * decisionSecs)} s, episodes of training lasted at most ${figure(episodeSteps * config.controlStepSecs)} s.`,
    validPrediction === null
      ? "For how long predictions stay valid was not measured: `craik compare` does it."
      : `Open-loop predictions stay within ${figure(validPrediction.threshold)} standard deviations for ${validPrediction.toTheEnd > 0 ? "at least " : ""}${figure(validPrediction.secs)} s on average.`,
    ranges.length === 0
      ? "The scenario declares no physical factors: the model knows one physics."
      : `Physical factors were ${ranges.join(", ")} in training. Other values were never seen.`,
    config.rnn.range
      ? "States that the training data does not visit are taken for the nearest that it does, and predicted wrongly: a planner will find and exploit them."
      : "States that the training data does not visit are predicted all the same, and wrongly: a planner will find and exploit them.",
  ];
  return [items.map((item) => `- ${item}`).join("\n")];
}

function deviations(byName: Readonly<Record<string, Deviation>>): string {
  const rows = Object.entries(byName).map(([name, { std, relativeRms, largest }]) => [
    name,
    relativeRms === null ? "–" : figure(relativeRms),
    figure(largest),
    figure(std),
  ]);
  return table(["output", "root mean square error relative to the spread", "largest error", "spread"], rows);
}
