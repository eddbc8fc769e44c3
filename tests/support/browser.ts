/** Finds a Chromium for the tests, fetches one where there is none, and launches it. */
import { type ExecFileSyncOptions, execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { platform } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

export interface FoundBrowser {
  readonly executablePath: string;
  /** Where it comes from, in words. */
  readonly how: string;
}

/** Names under which distributions put a Chromium on the PATH. */
const COMMANDS = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "chrome",
] as const;

const MAC_PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
] as const;

const WINDOWS_PLACES = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
] as const;

const DOWNLOAD_MS = 300_000;
const APT_MS = 600_000;

/**
 * One that is there: CRAIK_BROWSER, the PATH, the usual places, Playwright's cache; else Playwright's own download; else, on Debian
 * as root, the `chromium` package. Says on standard error which it took. Throws when there is none to be had.
 */
export function findBrowser(): FoundBrowser {
  const found = named() ?? onPath() ?? inUsualPlaces() ?? inCache() ?? downloaded() ?? fromDebian();
  if (!found) {
    throw new Error(
      "findBrowser: a Chromium is required, found none; install one, or name it in the environment variable CRAIK_BROWSER",
    );
  }
  say(`browser: ${found.executablePath} (${found.how})`);
  return found;
}

/** Starts it without a window and without a GPU: WebGL runs on SwiftShader. */
export function launchBrowser({ executablePath }: FoundBrowser): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--no-first-run",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
    ],
  });
}

function named(): FoundBrowser | undefined {
  const path = process.env.CRAIK_BROWSER;
  if (!path) return undefined;
  if (!existsSync(path)) throw new Error(`findBrowser: CRAIK_BROWSER must name a file that exists, got ${path}`);
  return { executablePath: path, how: "named by CRAIK_BROWSER" };
}

function onPath(): FoundBrowser | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const ending = platform() === "win32" ? ".exe" : "";
  return firstThere(
    COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command + ending))),
    "on the PATH",
  );
}

function inUsualPlaces(): FoundBrowser | undefined {
  if (platform() === "darwin") return firstThere(MAC_PLACES, "installed");
  if (platform() !== "win32") return undefined;
  const roots = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA];
  return firstThere(
    roots.flatMap((root) => (root ? WINDOWS_PLACES.map((place) => join(root, place)) : [])),
    "installed",
  );
}

function inCache(how = "Playwright's"): FoundBrowser | undefined {
  const shell = cachedShell();
  return shell ? { executablePath: shell, how } : firstThere([chromium.executablePath()], how);
}

/** Where Playwright's registry keeps the build without a window that belongs to this version. */
function cachedShell(): string | undefined {
  const cli = join("node_modules", "playwright-core", "cli.js");
  const listed = spawnSync(process.execPath, [cli, "install", "--dry-run", "chromium-headless-shell"], {
    encoding: "utf8",
  });
  const folders = [...(listed.stdout ?? "").matchAll(/Install location:\s+(.+)$/gm)].map((match) => match[1] ?? "");
  const programs = folders.flatMap((folder) =>
    ["linux", "linux64", "mac-x64", "mac-arm64", "win64"].flatMap((system) => [
      join(folder, `chrome-headless-shell-${system}`, "chrome-headless-shell"),
      join(folder, `chrome-headless-shell-${system}`, "chrome-headless-shell.exe"),
      join(folder, `chrome-${system}`, "headless_shell"),
    ]),
  );
  return programs.find((program) => existsSync(program));
}

function downloaded(): FoundBrowser | undefined {
  say("browser: none here; asking Playwright to download one …");
  const cli = join("node_modules", "playwright-core", "cli.js");
  const result = spawnSync(process.execPath, [cli, "install", "chromium-headless-shell"], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: DOWNLOAD_MS,
  });
  if (result.status === 0) return inCache("downloaded by Playwright");
  say("browser: Playwright's download failed");
  return undefined;
}

function fromDebian(): FoundBrowser | undefined {
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) return undefined;
  say("browser: installing Debian's chromium …");
  const how: ExecFileSyncOptions = {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: APT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  // Waits for another apt that is at work, but not for ever for a mirror that has gone silent.
  const wait = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::http::Timeout=30", "-o", "Acquire::Retries=5"];
  execFileSync("apt-get", [...wait, "update"], how);
  execFileSync("apt-get", [...wait, "install", "-y", "--no-install-recommends", "chromium"], how);
  const found = onPath();
  return found && { ...found, how: "installed from Debian" };
}

function firstThere(paths: readonly string[], how: string): FoundBrowser | undefined {
  const executablePath = paths.find((path) => existsSync(path));
  return executablePath === undefined ? undefined : { executablePath, how };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
