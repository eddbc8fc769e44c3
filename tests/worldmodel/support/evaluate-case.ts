/** Runs one primitive's case on a device, and computes what it must give. */
import { createRng } from "../../../sim/core/index.ts";
import { reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import { add, multiply } from "../../../worldmodel/autodiff/elementwise.ts";
import { ancestors, gradients } from "../../../worldmodel/autodiff/gradients.ts";
import { constant, sizeOf, type Value } from "../../../worldmodel/autodiff/value.ts";
import type { Device } from "../../../worldmodel/runtime/session.ts";
import { buildCase, floatInputs } from "./case-inputs.ts";
import type { NdArray } from "./nd-array.ts";
import type { PrimitiveCase } from "./primitive-case.ts";
import { type FedArray, runGraph } from "./run-graph.ts";

export interface CaseResult {
  readonly outputs: readonly (readonly number[])[];
  /** ∂(Σ weight · output)/∂x for each input and then each parameter. */
  readonly gradients: readonly (readonly number[])[];
}

/** As the device computes it, in float32. */
export async function measureCase(probe: PrimitiveCase, device: Device): Promise<CaseResult> {
  const { integers } = probe;
  const inputs = floatInputs(probe);
  const outputs = buildCase(probe, inputs);
  const targets = [...inputs, ...parametersOf(outputs)];
  const weighted = outputs.map((output, index) =>
    reduceSum(multiply(output, constant(Float32Array.from(weights(output.shape, index)), output.shape))),
  );
  const loss = weighted.reduce((sum, term) => add(sum, term));
  const found = gradients(loss, targets);
  const name = (kind: string, values: readonly Value[]): [string, Value][] =>
    values.map((value, index) => [`${kind}${index}`, value]);
  const graph = Object.fromEntries([...name("y", outputs), ...name("g", found)]);
  const feeds = Object.fromEntries(
    drawArrays(probe).map(({ shape, data }, index): [string, FedArray] => {
      const origin = targets[index]?.origin;
      return [origin && "name" in origin ? origin.name : "", { shape, data: Float32Array.from(data) }];
    }),
  );
  if (integers) feeds["integers"] = { shape: [integers.length], data: Int32Array.from(integers) };
  const results = await runGraph(graph, feeds, device);
  return {
    outputs: outputs.map((_, index) => [...(results[`y${index}`] ?? [])]),
    gradients: found.map((_, index) => [...(results[`g${index}`] ?? [])]),
  };
}

/** In the order in which the graph comes upon them, which is the order in which a layer makes them. */
function parametersOf(outputs: readonly Value[]): Value[] {
  return ancestors(outputs).filter(({ origin }) => origin.kind === "parameter");
}

/** As mathematics has it: the float64 reference, and its central differences (step 1e-5: error below 1e-9 on these functions). */
export function expectedCase(probe: PrimitiveCase): CaseResult {
  const step = 1e-5;
  const inputs = drawArrays(probe);
  const loss = (): number =>
    probe.reference(inputs).reduce((sum, { shape, data }, index) => {
      const weight = weights(shape, index);
      return data.reduce((total, y, element) => total + y * weight[element]!, sum);
    }, 0);
  const differences = inputs.map(({ data }) =>
    [...data].map((x, element) => {
      data[element] = x + step;
      const above = loss();
      data[element] = x - step;
      const below = loss();
      data[element] = x;
      return (above - below) / (2 * step);
    }),
  );
  return { outputs: probe.reference(inputs).map(({ data }) => [...data]), gradients: differences };
}

/** Float32 numbers, at least 0.05 apart from each other's neighbours on a grid, so that no difference quotient straddles a kink. */
function drawArrays(probe: PrimitiveCase): NdArray[] {
  const rng = createRng(20_231).split(`${probe.primitive} ${probe.title}`);
  const [low, high] = probe.range;
  return [...probe.shapes, ...(probe.parameters ?? [])].map((shape, which) => ({
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, () => {
      const cells = Math.floor((high - low) / 0.05);
      // Each input has its own offset in the cell: elements of two inputs never tie.
      return Math.fround(low + 0.05 * (rng.integer(cells) + 0.2 + 0.4 * which));
    }),
  }));
}

function weights(shape: readonly number[], output: number): number[] {
  const rng = createRng(7).split(output);
  return Array.from({ length: sizeOf(shape) }, () => Math.fround(0.5 + rng.uniform()));
}
