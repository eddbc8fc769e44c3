/** The operator table of worldmodel/README.md, from the primitives and the cases that test them. */
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { PRIMITIVES } from "../../../worldmodel/autodiff/primitives.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { PRIMITIVE_CASES } from "./primitive-cases.ts";

/** Every case is run on both devices, so that a mark in the last two columns stands for a test. */
export function operatorTable(): string {
  const rows = PRIMITIVES.map(({ name, vjp }) => {
    const cases = PRIMITIVE_CASES.filter((probe) => probe.primitive === name);
    const tested = cases.length > 0 ? "✓" : "";
    return `| \`${name}\` | ${onnxOperator(name)} | ${tested} | ${vjp ? tested : "stops"} | ${tested} | ${tested} |`;
  });
  const head = [
    "| operator | ONNX node | forward | gradient | CPU | WebGPU |",
    "| --- | --- | :-: | :-: | :-: | :-: |",
  ];
  return [...head, ...rows].join("\n");
}

function onnxOperator(name: string): string {
  const probe = PRIMITIVE_CASES.find(({ primitive }) => primitive === name);
  if (!probe) return "";
  const outputs = probe.build(probe.shapes.map((shape, index) => input(`x${index}`, shape)));
  const { nodes } = emitOnnx(Object.fromEntries(outputs.map((y, index) => [`y${index}`, y])), { name });
  return nodes.find((node) => node.name.startsWith(`${name}_`))?.operator ?? "";
}
