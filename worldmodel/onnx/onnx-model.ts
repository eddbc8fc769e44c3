/** The part of ONNX's file format that Craik writes, as plain data (onnx/onnx.proto, IR version 8, operator set 17). */

/** Element types by ONNX's names, with their numbers in TensorProto.DataType. */
export const ELEMENT_TYPES = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** A tensor stored in the file: weights and constants. */
export interface OnnxTensor {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  /** float16 as its bits, in a Uint16Array. */
  readonly data: Float32Array | Uint16Array | BigInt64Array | Uint8Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
}

export type OnnxAttribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "float"; readonly value: number };

export interface OnnxNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxModel {
  readonly name: string;
  readonly documentation: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Free key–value pairs kept in the file. */
  readonly metadata: Readonly<Record<string, string>>;
}
