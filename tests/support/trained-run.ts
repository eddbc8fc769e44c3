/** A tiny run that is trained once for all test files of a test run. */
import { existsSync } from "node:fs";
import { cp, mkdtemp, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCraik } from "./run-craik.ts";
import { createTinyRun } from "./tiny-run.ts";

/** Names the folder that the test files of one test run share. */
export const SHARED_FOLDER = "CRAIK_TEST_FOLDER";

let known: Promise<string> | undefined;

/** The folder of the trained run. Read only: change copies. */
export function trainedRun(): Promise<string> {
  known ??= findOrTrain();
  return known;
}

/** A copy of the trained run, to change at will. */
export async function copyTrainedRun(path: string): Promise<string> {
  await cp(await trainedRun(), path, { recursive: true });
  return path;
}

async function findOrTrain(): Promise<string> {
  const shared = join(process.env[SHARED_FOLDER] ?? (await mkdtemp(join(tmpdir(), "craik-tests-"))), "trained");
  if (existsSync(shared)) return shared;
  const own = join(await mkdtemp(`${shared}-`), "run");
  await createTinyRun(own);
  const { status, stderr } = await runCraik([
    ...["train", "cartpole-swingup", "--run", own, "--resume", "--device", "cpu", "--episodes", "0"],
  ]);
  if (status !== 0) throw new Error(`trainedRun: must train, ended with ${status}: ${stderr}`);
  // Another test file may have been faster; its run is the same to the byte.
  await rename(own, shared).catch(() => undefined);
  return shared;
}
