/** Debian's Python as an independent implementation, where it is installed. */
import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

const PYTHON = "/usr/bin/python3";

/** Whether the system's Python can import the module. */
export function pythonHas(module: string): boolean {
  try {
    execFileSync(PYTHON, ["-c", `import ${module}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Runs a script with the given arguments and reads the JSON that it prints. */
export async function runPython(script: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(PYTHON, [script, ...args], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}
