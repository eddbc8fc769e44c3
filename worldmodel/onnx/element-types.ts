/** The element type of every value in a model. */
import { ELEMENT_TYPES, type ElementType, type OnnxModel, type OnnxNode } from "./onnx-model.ts";

export function elementTypes(model: OnnxModel): ReadonlyMap<string, ElementType> {
  const types = new Map<string, ElementType>();
  for (const { name, elementType } of [...model.inputs, ...model.initializers]) types.set(name, elementType);
  for (const node of model.nodes) {
    const type = typeOf(node, types);
    for (const name of node.outputs) types.set(name, type);
  }
  return types;
}

/** Of the operators that the autodiff emits: all but comparisons and casts give what their data is. */
function typeOf({ operator, inputs, attributes }: OnnxNode, types: ReadonlyMap<string, ElementType>): ElementType {
  const to = attributes["to"];
  if (operator === "Greater") return "bool";
  if (operator === "Cast" && to?.kind === "int") return typeNumbered(to.value);
  // What it chooses from, not what it chooses by.
  const data = operator === "Where" ? inputs[1] : inputs[0];
  return types.get(data ?? "") ?? "float32";
}

function typeNumbered(number: number): ElementType {
  const names = Object.keys(ELEMENT_TYPES) as ElementType[];
  return names.find((name) => ELEMENT_TYPES[name] === number) ?? "float32";
}
