/** Opens the person's own browser, as far as the system has a way. */
import { spawn } from "node:child_process";

/** Never fails: a machine without a browser has the address on the screen. */
export function openBrowser(url: string): void {
  const [command, ...fixed] = opener();
  const child = spawn(command, [...fixed, url], { stdio: "ignore", detached: true });
  child.once("error", () => undefined);
  child.unref();
}

function opener(): readonly [string, ...string[]] {
  if (process.platform === "darwin") return ["open"];
  if (process.platform === "win32") return ["cmd", "/c", "start", ""];
  return ["xdg-open"];
}
