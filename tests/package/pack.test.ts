/** What `npm pack` makes works in a folder elsewhere: the command, the subpaths and their types. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { npm } from "../support/npm.ts";
import { ROOT } from "../support/run-craik.ts";

const execute = promisify(execFile);
const SUBPATHS = ["sim", "worldmodel", "agents", "scenarios", "viewer"];

let folder = "";
let files: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-pack-"));
  // dist/ is there already: packing without scripts leaves it alone while other tests use it.
  const [packed] = JSON.parse(
    await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], ROOT),
  ) as [{ readonly filename: string; readonly files: readonly { readonly path: string }[] }];
  files = packed.files.map(({ path }) => path);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "elsewhere", private: true, type: "module" }));
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, packed.filename)], folder);
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function craik(...argv: readonly string[]): Promise<string> {
  const { stdout } = await execute(process.execPath, [join(folder, "node_modules/craik/dist/cli/main.js"), ...argv], {
    cwd: folder,
  });
  return stdout;
}

describe("the package", () => {
  it("holds compiled code, types, the viewer's page, a scenario to start from and documents, and nothing else", () => {
    expect(files).toEqual(
      expect.arrayContaining(["dist/cli/main.js", "dist/viewer-client/index.html", "LICENSE", "package.json"]),
    );
    for (const subpath of SUBPATHS) {
      expect(files).toEqual(expect.arrayContaining([`dist/${subpath}/index.js`, `dist/${subpath}/index.d.ts`]));
    }
    expect(
      files.filter(
        (path) => !/^(dist\/|cli\/authoring\/starting-scenario\.ts|package\.json|[A-Z]+(\.md)?$)/.test(path),
      ),
    ).toEqual([]);
    expect(files.filter((path) => path.endsWith(".tsbuildinfo"))).toEqual([]);
  });

  it("puts `craik` on the path of its project", async () => {
    expect(await npm(["exec", "--offline", "--", "craik", "--help"], folder)).toContain("Usage: craik");
  });

  it("lists the built-in scenarios", async () => {
    const { scenarios } = JSON.parse(await craik("scenarios", "--json")) as {
      readonly scenarios: readonly { readonly id: string }[];
    };
    expect(scenarios.map(({ id }) => id)).toContain("cartpole-swingup");
  });

  it("writes a scenario to start from that passes its own check", async () => {
    const path = join(folder, "first-world.ts");
    await craik("scenarios", "new", path);
    expect(JSON.parse(await craik("scenarios", "check", path, "--json", "--quiet"))).toMatchObject({
      scenario: "first-world",
      failed: [],
      skipped: [],
    });
  });

  it("runs episodes in worker threads", async () => {
    const result: unknown = JSON.parse(
      await craik("rollout", "cartpole-swingup", "--episodes", "2", "--workers", "2", "--json", "--quiet"),
    );
    expect(result).toMatchObject({ episodes: 2, steps: 2000 });
  });

  it("offers every subpath with types, to a strict TypeScript file", async () => {
    const imports = SUBPATHS.map((subpath) => `import * as ${subpath} from "craik/${subpath}";`).join("\n");
    const use = `const modules: readonly object[] = [${SUBPATHS.join(", ")}];
process.stdout.write(String(modules.filter((module) => Object.keys(module).length > 0).length));
// @ts-expect-error The types are there, so that a wrong name is an error.
export const wrong: unknown = sim.noSuchName;
`;
    await writeFile(join(folder, "use.ts"), `${imports}\n${use}`);
    const compilerOptions = {
      strict: true,
      module: "nodenext",
      target: "es2022",
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [join(ROOT, "node_modules/@types")],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    await execute(process.execPath, [tsc, "-p", folder]).catch((error: { readonly stdout: string }) => {
      throw new Error(error.stdout);
    });
    const { stdout } = await execute(process.execPath, [join(folder, "use.js")], { cwd: folder });
    expect(stdout).toBe(String(SUBPATHS.length));
  });
});
