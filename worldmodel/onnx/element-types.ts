/** The element type of every value in a model. */
import { ELEMENT_TYPES, type ElementType, type OnnxModel, type OnnxNode } from "./onnx-model.ts";

export function elementTypes(model: OnnxModel): ReadonlyMap<string, ElementType> {
  const types = new Map<string, ElementType>();
  for (const { name, elementType } of [...model.inputs, ...model.initializers]) types.set(name, elementType);
  for (const node of model.nodes) {
    const type = typeOf(node, types);
    for (const [index, name] of node.outputs.entries())
      types.set(name, node.operator === "TopK" && index === 1 ? "int64" : type);
  }
  return types;
}

/** Of the operators that the autodiff emits: all but comparisons, casts and places give what their data is. */
function typeOf({ operator, inputs, attributes }: OnnxNode, types: ReadonlyMap<string, ElementType>): ElementType {
  const to = attributes["to"];
  if (operator === "Greater") return "bool";
  if (operator === "Where") return types.get(inputs[1] ?? "") ?? "float32";
  if (operator === "Cast" && to?.kind === "int") return typeNumbered(to.value);
  return types.get(inputs[0] ?? "") ?? "float32";
}

function typeNumbered(number: number): ElementType {
  const names = Object.keys(ELEMENT_TYPES) as ElementType[];
  return names.find((name) => ELEMENT_TYPES[name] === number) ?? "float32";
}
