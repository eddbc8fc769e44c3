/** The programs whose versions may decide a run's last bits. */
import { type AboutModel, ONNXRUNTIME_VERSION } from "../../worldmodel/index.ts";
import { packageVersion } from "../package-root.ts";

export async function versionsInUse(): Promise<AboutModel["versions"]> {
  return { craik: await packageVersion(), onnxruntime: ONNXRUNTIME_VERSION, node: process.versions.node };
}
