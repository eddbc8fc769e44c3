/** Runs a benchmark's counterpart in PyTorch. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UsageError } from "../../sim/core/index.ts";
import type { SessionOptions } from "../runtime/session.ts";

/** Fields that the script prints, as numbers; PyTorch is on CUDA where we are on a GPU, whichever way. Python or PyTorch that is not there is a UsageError. */
export async function runTorchPeer(
  script: string,
  { threads, device }: Pick<SessionOptions, "threads" | "device">,
  python = "/usr/bin/python3",
): Promise<Readonly<Record<string, number>>> {
  try {
    const { stdout } = await promisify(execFile)(python, [
      ...[script, "--threads", String(threads)],
      ...["--device", device === "cpu" ? "cpu" : "cuda"],
    ]);
    return JSON.parse(stdout) as Record<string, number>;
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).trim().split("\n").at(-1);
    throw new UsageError(`--peers: ${script} needs ${python} with PyTorch, got: ${reason}`, { cause });
  }
}
