/** Runs a benchmark's counterpart in PyTorch. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UsageError } from "../../sim/core/index.ts";

/** Fields that the script prints, as numbers. Python or PyTorch that is not there is a UsageError. */
export async function runTorchPeer(
  script: string,
  threads: number,
  python = "/usr/bin/python3",
): Promise<Readonly<Record<string, number>>> {
  try {
    const { stdout } = await promisify(execFile)(python, [script, "--threads", String(threads)]);
    return JSON.parse(stdout) as Record<string, number>;
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).trim().split("\n").at(-1);
    throw new UsageError(`--peers: ${script} needs ${python} with PyTorch, got: ${reason}`, { cause });
  }
}
