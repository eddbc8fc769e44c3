/** Writes a commented scenario file to start from. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { StorageError, UsageError } from "../../sim/index.ts";
import { findPackageFile } from "../package-root.ts";

/** The package holds it as source, comments and all; it is compiled, linted and checked like any other scenario. */
const TEMPLATE = "cli/authoring/starting-scenario.ts";
const TYPED = [".ts", ".mts"];
const EXTENSIONS: readonly string[] = [...TYPED, ".js", ".mjs"];

/** The new scenario's id, made from the file's name. A UsageError for a name that makes none, and for a file that is there. */
export async function writeStartingFile(path: string): Promise<string> {
  const extension = extname(path);
  if (!EXTENSIONS.includes(extension)) {
    throw new UsageError(`path must end in ${EXTENSIONS.join(", ")}, got ${JSON.stringify(path)}`);
  }
  const id = idFromName(basename(path, extension));
  if (id === "") {
    throw new UsageError(
      `path must end in a name with letters or digits, which becomes the id, got ${JSON.stringify(path)}`,
    );
  }
  const template = await readFile(findPackageFile(TEMPLATE), "utf8");
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw notWritable(path, error);
  });
  try {
    await writeFile(path, startingText(template, id, TYPED.includes(extension)), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      // What is there now is a beginning of our own.
      await rm(path, { force: true }).catch(() => undefined);
      throw notWritable(path, error);
    }
    throw new UsageError(`path must be that of a new file, got ${JSON.stringify(path)}, which is there already`, {
      cause: error,
    });
  }
  return id;
}

function notWritable(path: string, cause: unknown): StorageError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StorageError(`${path}: a file must be writable there, got ${why}`, { cause });
}

function startingText(template: string, id: string, typed: boolean): string {
  const text = template.replace("../../sim/index.ts", "craik/sim").replace('id: "starting-scenario"', `id: "${id}"`);
  return typed ? text : text.replace(", type Scenario", "").replace(": Scenario =", " =");
}

/** Kebab-case: `MyWorld 2` becomes `my-world-2`. */
function idFromName(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
