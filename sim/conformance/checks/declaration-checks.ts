/** What an environment says about itself: spaces, lengths, scene. */
import { type BoxSpace, spaceSize } from "../../core/space.ts";
import type { ConformanceCheck } from "../conformance-types.ts";
import { finding } from "../finding.ts";
import { withEnv } from "../with-env.ts";

export const declarationChecks: readonly ConformanceCheck[] = [
  {
    id: "spaces",
    title: "names every element of its spaces and gives each a unit and bounds",
    essential: true,
    run: (context) =>
      withEnv(context, ({ actionSpace, observationSpace }) => {
        checkSpace("action space", actionSpace);
        const unbounded = [...actionSpace.low, ...actionSpace.high].findIndex((bound) => !Number.isFinite(bound));
        if (unbounded >= 0) {
          const name = actionSpace.names[unbounded % actionSpace.names.length];
          finding(`action space: bounds must be finite, those of ${name} are not`);
        }
        const modalities = Object.entries(observationSpace);
        if (modalities.length === 0) finding("observation space: must have a modality, has none");
        for (const [modality, space] of modalities) checkSpace(`observation space ${modality}`, space);
      }),
  },
  {
    id: "metadata",
    title: "tells its id, the duration of a control step, its time limit and that it never resets itself",
    run: (context) =>
      withEnv(context, ({ id, controlStepSecs, maxSteps, metadata }) => {
        if (typeof id !== "string" || id === "")
          finding(`id must be a text that is not empty, got ${JSON.stringify(id)}`);
        if (!(controlStepSecs > 0 && Number.isFinite(controlStepSecs))) {
          finding(`controlStepSecs must be a positive number of seconds, got ${controlStepSecs}`);
        }
        if (!Number.isSafeInteger(maxSteps) || maxSteps < 1) {
          finding(`maxSteps must be an integer of at least 1, got ${maxSteps}`);
        }
        if (metadata.autoresetMode !== "disabled") {
          finding(`metadata.autoresetMode must be "disabled", got ${JSON.stringify(metadata.autoresetMode)}`);
        }
      }),
  },
];

function checkSpace(where: string, space: BoxSpace): void {
  const { kind, dtype, shape, low, high, names, units } = space;
  if (kind !== "box") finding(`${where}: kind must be "box", got ${JSON.stringify(kind)}`);
  if (dtype !== "float32" && dtype !== "uint8") finding(`${where}: dtype must be float32 or uint8, got ${dtype}`);
  if (!shape.every((side) => Number.isSafeInteger(side) && side > 0)) {
    finding(`${where}: shape must be positive integers, got [${shape}]`);
  }
  const size = spaceSize(space);
  for (const [field, values] of Object.entries({ low, high, names, units })) {
    if (values.length !== size) finding(`${where}: ${field} must have ${size} elements, has ${values.length}`);
  }
  for (let i = 0; i < size; i++) {
    const name = names[i];
    if (typeof name !== "string" || name === "")
      finding(`${where}: names.${i} must be a text, got ${JSON.stringify(name)}`);
    if (!units[i]) finding(`${where}: the unit of ${name} must be a text such as "m", got ${JSON.stringify(units[i])}`);
    // Also false for NaN.
    if (!((low[i] ?? 0) < (high[i] ?? 0))) {
      finding(`${where}: the bounds of ${name} must be low < high, got [${low[i]}, ${high[i]}]`);
    }
  }
  if (new Set(names).size !== size) {
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    finding(`${where}: every element must have a name of its own, "${twice}" is there twice`);
  }
}
