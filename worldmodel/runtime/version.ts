/** Which ONNX Runtime computes. */
import { env } from "onnxruntime-node";

export const ONNXRUNTIME_VERSION: string = env.versions.node ?? env.versions.common;
