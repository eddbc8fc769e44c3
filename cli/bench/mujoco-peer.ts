/** MuJoCo's official wasm as the peer of the simulation's benchmark: the scenario's own export, stepped with nothing read. */
import type { MainModule, MjData, MjModel } from "@mujoco/mujoco";
import { CraikError, exportMjcf, type Scenario } from "../../sim/index.ts";

interface PeerRun {
  readonly actions: readonly Float32Array[];
  /** Control steps after each of which the robot starts anew: those of the run that is compared with. */
  readonly episodes: readonly number[];
  readonly runSecs: number;
  /** Time in seconds. */
  readonly clock: () => number;
}

interface Instance {
  readonly model: MjModel;
  readonly data: MjData;
}

export class MujocoPeer {
  readonly #mujoco: MainModule;
  readonly #scenario: Scenario;
  readonly #instances: Readonly<Record<"same" | "RK4", Instance>>;
  /** MuJoCo's steps in a control step. */
  readonly #substeps: number;

  private constructor(mujoco: MainModule, scenario: Scenario) {
    this.#mujoco = mujoco;
    this.#scenario = scenario;
    this.#instances = {
      same: instantiate(mujoco, exportMjcf(scenario)),
      RK4: instantiate(mujoco, exportMjcf(scenario, { integrator: "RK4" })),
    };
    this.#substeps = scenario.physics === "joints" ? 1 : scenario.substeps;
  }

  /** `null`, and a note why, where there is no peer. */
  static async create(scenario: Scenario, note: (text: string) => void): Promise<MujocoPeer | null> {
    try {
      const { default: load } = await import("@mujoco/mujoco");
      return new MujocoPeer(await load(), scenario);
    } catch (error) {
      const missing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
      if (!missing && !(error instanceof CraikError)) throw error;
      note(
        missing
          ? "MuJoCo is not measured: @mujoco/mujoco is not installed"
          : `MuJoCo is not measured: ${error.message}`,
      );
      return null;
    }
  }

  /** Physics steps in a second. */
  rate(integrator: "same" | "RK4", { actions, episodes, runSecs, clock }: PeerRun): number {
    const { model, data } = this.#instances[integrator];
    this.#start(model, data);
    const start = clock();
    let steps = 0;
    let episode = 0;
    let length = 0;
    while (clock() - start < runSecs) {
      for (let k = 0; k < 20; k++) {
        data.ctrl.set(actions[steps++ % actions.length]);
        for (let substep = 0; substep < this.#substeps; substep++) this.#mujoco.mj_step(model, data);
        if (++length < (episodes[episode % episodes.length] ?? 0)) continue;
        this.#start(model, data);
        episode++;
        length = 0;
      }
    }
    return (steps * this.#scenario.substeps) / (clock() - start);
  }

  free(): void {
    for (const { model, data } of Object.values(this.#instances)) {
      data.delete();
      model.delete();
    }
  }

  /** As declared, joints in the middle of their ranges. */
  #start(model: MjModel, data: MjData): void {
    this.#mujoco.mj_resetData(model, data);
    for (const { joint } of this.#scenario.mechanism.joints) {
      if (joint.range) data.jnt(joint.name).qpos[0] = (joint.range[0] + joint.range[1]) / 2;
    }
  }
}

function instantiate(mujoco: MainModule, mjcf: string): Instance {
  const model = mujoco.MjModel.from_xml_string(mjcf);
  if (!model) throw new Error("MuJoCo did not compile the scenario's export");
  return { model, data: new mujoco.MjData(model) };
}
