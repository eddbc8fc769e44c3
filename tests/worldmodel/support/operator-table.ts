/** The operator table of worldmodel/README.md, from the primitives and the cases that test them. */
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { PRIMITIVES } from "../../../worldmodel/autodiff/primitives.ts";
import { buildCase, floatInputs } from "./case-inputs.ts";
import { COMPOSED_CASES, OPERATOR_CASES } from "./composed-cases.ts";

/** Every case is run on both devices, so that a mark in the last two columns stands for a test. */
export function operatorTable(): string {
  const primitives = PRIMITIVES.map(({ name, vjp }) => row(name, vjp !== undefined));
  const composed = [...new Set(COMPOSED_CASES.map(({ primitive }) => primitive))].map((name) => row(name, true));
  const head = [
    "| operator | ONNX nodes | forward | gradient | CPU | WebGPU |",
    "| --- | --- | :-: | :-: | :-: | :-: |",
  ];
  return [...head, ...primitives, ...composed].join("\n");
}

function row(name: string, differentiable: boolean): string {
  const tested = OPERATOR_CASES.some((probe) => probe.primitive === name) ? "✓" : "";
  return `| \`${name}\` | ${onnxOperators(name)} | ${tested} | ${differentiable ? tested : "stops"} | ${tested} | ${tested} |`;
}

/** Of a primitive its own node, of a composed operator every kind of node that it becomes. */
function onnxOperators(name: string): string {
  const probe = OPERATOR_CASES.find(({ primitive }) => primitive === name);
  if (!probe) return "";
  const outputs = buildCase(probe, floatInputs(probe));
  const { nodes } = emitOnnx(Object.fromEntries(outputs.map((y, index) => [`y${index}`, y])), { name });
  const own = nodes.find((node) => node.name.startsWith(`${name}_`))?.operator;
  const all = nodes.filter((node) => !node.name.startsWith("output_")).map(({ operator }) => operator);
  return own ?? [...new Set(all)].sort().join(", ");
}
