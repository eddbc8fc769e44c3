/** Loads a scenario by built-in id or from a person's own file. */
import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { createJiti } from "jiti";
import { nearestWord } from "../sim/core/nearest-word.ts";
import {
  CraikError,
  defineScenario,
  isScenario,
  type Scenario,
  type ScenarioSpec,
  SpecError,
  UsageError,
} from "../sim/index.ts";

/** Modules that a person's file may import even where Craik is not installed beside it. */
type VirtualModules = Readonly<Record<string, unknown>>;

export interface LoadContext {
  /** Built-in scenarios by id. */
  readonly builtins: Readonly<Record<string, () => Promise<{ readonly default: Scenario }>>>;
  readonly virtualModules: VirtualModules;
}

/** A field that `defineScenario` adds. */
const DERIVED: keyof Scenario = "mechanism";

/** A UsageError where nothing can be loaded; a SpecError for a wrong declaration. Each is one line. */
export async function loadScenarioFrom(idOrPath: string, { builtins, virtualModules }: LoadContext): Promise<Scenario> {
  const builtin = Object.hasOwn(builtins, idOrPath) ? builtins[idOrPath] : undefined;
  if (builtin) return (await builtin()).default;
  if (!/\.[cm]?[jt]s$/.test(idOrPath)) {
    const ids = Object.keys(builtins);
    const nearest = nearestWord(idOrPath, ids);
    const hint = nearest ? `; did you mean ${nearest}?` : "";
    throw new UsageError(
      `scenario: must be a built-in id (${ids.join(", ")}) or a path to a .ts or .js file, got "${idOrPath}"${hint}`,
    );
  }
  const path = resolve(idOrPath);
  if (!existsSync(path))
    throw new UsageError(`scenario: a file must exist at the path, got "${idOrPath}", which does not`);
  const module = await importFile(path, idOrPath, virtualModules);
  const declared = typeof module === "object" && module !== null && "default" in module ? module.default : undefined;
  if (typeof declared !== "object" || declared === null) {
    throw new UsageError(`${idOrPath}: must have a default export made by defineScenario, got ${typeof declared}`);
  }
  return complete(declared, idOrPath);
}

/** A file of one's own may export the plain declaration as well. What merely looks checked is not. */
function complete(declared: object, shown: string): Scenario {
  if (isScenario(declared)) return declared;
  if (DERIVED in declared) {
    throw new SpecError(
      `${shown}: must export a declaration or what defineScenario of craik/scenarios returns, got a copy of a finished scenario`,
    );
  }
  return withFile(shown, () => defineScenario(declared as ScenarioSpec));
}

async function importFile(path: string, shown: string, virtualModules: VirtualModules): Promise<unknown> {
  // No cache on either side: an edited file must take effect, and loading must not write beside it.
  const jiti = createJiti(path, { virtualModules: { ...virtualModules }, fsCache: false, moduleCache: false });
  try {
    return await jiti.import(path);
  } catch (error) {
    if (error instanceof SpecError) throw new SpecError(`${shown}: ${error.message}`, { cause: error });
    if (error instanceof CraikError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${shown}: must be a ${extname(path)} module that loads, got: ${reason.split("\n")[0]}`, {
      cause: error,
    });
  }
}

function withFile(shown: string, define: () => Scenario): Scenario {
  try {
    return define();
  } catch (error) {
    if (error instanceof SpecError) throw new SpecError(`${shown}: ${error.message}`, { cause: error });
    throw error;
  }
}
