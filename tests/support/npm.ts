/** Runs npm for tests, as someone would type it: without the settings of the npm that runs the tests. */
import { execFile } from "node:child_process";

export function npm(argv: readonly string[], cwd: string): Promise<string> {
  const own = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_"));
  // npm before 11.17 would run onnxruntime-node's install script, which downloads CUDA's libraries.
  const env = { ...Object.fromEntries(own), ONNXRUNTIME_NODE_INSTALL: "skip" };
  const shell = process.platform === "win32";
  return new Promise((resolve, reject) => {
    execFile("npm", [...argv], { cwd, env, shell, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`npm ${argv.join(" ")}: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
