/** Where this package lies, whether it runs from sources or from dist/. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StateError } from "../sim/core/errors.ts";

/** Absolute path of a file of the package, such as `package.json`. */
export function findPackageFile(name: string): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return join(folder, name);
    if (folder === dirname(folder))
      throw new StateError(`package: package.json must lie above ${import.meta.dirname}, found none`);
  }
}

export async function packageVersion(): Promise<string> {
  const text = await readFile(findPackageFile("package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
