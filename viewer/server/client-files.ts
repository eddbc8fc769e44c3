/** The built client, held in memory: a request can only name a file that was there, so no path leads out of it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export interface ClientFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** True for files whose name carries a hash of their content. */
  readonly immutable: boolean;
}

/** Files by URL path; empty when the client is not built. */
export type ClientFiles = ReadonlyMap<string, ClientFile>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".json": "application/json",
};

/** Where `npm run build:client` writes, seen from dist/viewer/server and from viewer/server. */
const BUILD_FOLDERS: readonly string[] = ["../../viewer-client/", "../../dist/viewer-client/"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

export function loadClientFiles(folders: readonly string[] = BUILD_FOLDERS): ClientFiles {
  const folder = folders.find((candidate) => existsSync(join(candidate, "index.html")));
  const files = new Map<string, ClientFile>();
  if (folder === undefined) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const contentType = CONTENT_TYPES[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const urlPath = `/${relative(folder, path).split(sep).join("/")}`;
    files.set(urlPath, { bytes: readFileSync(path), contentType, immutable: urlPath.startsWith("/assets/") });
  }
  const index = files.get("/index.html");
  if (index) files.set("/", index);
  return files;
}

/** Served at `/` while the client is not built. */
export const NOT_BUILT_PAGE: string = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Craik: the viewer is not built</title>
<body style="font: 16px/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem">
<h1 style="font-size: 1.25rem">The viewer's page is not built yet</h1>
<p>Run <code>npm run build:client</code> in the checkout, then reload this page. The loop itself is running.</p>
</body>
</html>
`;
