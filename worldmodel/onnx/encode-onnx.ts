/** Encodes a model as an ONNX file (Protocol Buffers). Field numbers are those of onnx/onnx.proto. */
import { PbfWriter } from "pbf";
import {
  ELEMENT_TYPES,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from "./onnx-model.ts";

const IR_VERSION = 8;
/** The newest operator set that IR version 8 admits. */
const OPERATOR_SET = 17;
const ATTRIBUTE_TYPE: Readonly<Record<OnnxAttribute["kind"], number>> = { float: 1, int: 2, ints: 7 };

export function encodeOnnx(model: OnnxModel): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarintField(1, IR_VERSION);
  writer.writeStringField(2, "craik");
  writer.writeStringField(6, model.documentation);
  writer.writeMessage(7, writeGraph, model);
  writer.writeMessage(8, writeOperatorSet, OPERATOR_SET);
  for (const entry of Object.entries(model.metadata)) writer.writeMessage(14, writeMetadata, entry);
  return writer.finish();
}

function writeGraph(model: OnnxModel, writer: PbfWriter): void {
  for (const node of model.nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, model.name);
  for (const tensor of model.initializers) writer.writeMessage(5, writeTensor, tensor);
  for (const input of model.inputs) writer.writeMessage(11, writeValue, input);
  for (const output of model.outputs) writer.writeMessage(12, writeValue, output);
}

function writeNode(node: OnnxNode, writer: PbfWriter): void {
  for (const input of node.inputs) writer.writeStringField(1, input);
  for (const output of node.outputs) writer.writeStringField(2, output);
  writer.writeStringField(3, node.name);
  writer.writeStringField(4, node.operator);
  for (const attribute of Object.entries(node.attributes)) writer.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, attribute]: readonly [string, OnnxAttribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if (attribute.kind === "float") writer.writeFloatField(2, attribute.value);
  if (attribute.kind === "int") writer.writeVarintField(3, attribute.value);
  if (attribute.kind === "ints") for (const value of attribute.value) writer.writeVarintField(8, value);
  writer.writeVarintField(20, ATTRIBUTE_TYPE[attribute.kind]);
}

function writeTensor(tensor: OnnxTensor, writer: PbfWriter): void {
  for (const side of tensor.shape) writer.writeVarintField(1, side);
  writer.writeVarintField(2, ELEMENT_TYPES[tensor.elementType]);
  writer.writeStringField(8, tensor.name);
  const { buffer, byteOffset, byteLength } = tensor.data;
  writer.writeBytesField(9, new Uint8Array(buffer, byteOffset, byteLength));
}

function writeValue(value: OnnxValue, writer: PbfWriter): void {
  writer.writeStringField(1, value.name);
  writer.writeMessage(2, writeTensorType, value);
}

function writeTensorType(value: OnnxValue, writer: PbfWriter): void {
  writer.writeMessage(1, writeElementAndShape, value);
}

function writeElementAndShape(value: OnnxValue, writer: PbfWriter): void {
  writer.writeVarintField(1, ELEMENT_TYPES[value.elementType]);
  writer.writeMessage(2, writeShape, value.shape);
}

function writeShape(shape: readonly number[], writer: PbfWriter): void {
  for (const side of shape) writer.writeMessage(1, writeDimension, side);
}

function writeDimension(side: number, writer: PbfWriter): void {
  writer.writeVarintField(1, side);
}

function writeOperatorSet(version: number, writer: PbfWriter): void {
  writer.writeStringField(1, "");
  writer.writeVarintField(2, version);
}

function writeMetadata([key, value]: readonly [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}
