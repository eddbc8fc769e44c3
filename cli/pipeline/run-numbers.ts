/** Names of runs that nobody named: `runs/<scenario>-<n>`. */
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Below the folder in which the command was given. */
export const RUNS = "runs";

/** Makes the folder with the first number after all others; commands that do so at the same time get different ones. */
export async function claimRun(id: string): Promise<string> {
  await mkdir(RUNS, { recursive: true });
  for (let number = Math.max(0, ...(await runNumbers(id))) + 1; ; number++) {
    const path = join(RUNS, `${id}-${number}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
    }
  }
}

/** The run of this scenario with the highest number. */
export async function latestRun(id: string): Promise<string | undefined> {
  const numbers = await runNumbers(id);
  return numbers.length > 0 ? join(RUNS, `${id}-${Math.max(...numbers)}`) : undefined;
}

async function runNumbers(id: string): Promise<readonly number[]> {
  const names = await readdir(RUNS).catch((error: unknown): readonly string[] => {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  });
  return names.flatMap((name) =>
    name.startsWith(`${id}-`) && /^\d+$/.test(name.slice(id.length + 1)) ? [Number(name.slice(id.length + 1))] : [],
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
