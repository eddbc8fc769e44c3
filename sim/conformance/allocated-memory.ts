/** How much memory is held: the garbage collector's heap, its buffers, and the WebAssembly in which Rapier's worlds live. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Bytes after a full collection of garbage. */
export function allocatedBytes(): number {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  // The second one frees what finalizers of the first let go.
  collect();
  collect();
  // V8 counts WebAssembly's memory among the external bytes.
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
