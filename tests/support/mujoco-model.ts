/** MuJoCo's own simulation of a model, to compare with. */
import loadMujoco, { type MainModule, type MjData, type MjModel } from "@mujoco/mujoco";

export interface MujocoModel {
  readonly mujoco: MainModule;
  readonly model: MjModel;
  readonly data: MjData;
  step(): void;
  free(): void;
}

/** Compiles MJCF. */
export async function mujocoModel(mjcf: string): Promise<MujocoModel> {
  const mujoco = await loadMujoco();
  const model = mujoco.MjModel.from_xml_string(mjcf);
  if (!model) throw new Error("MuJoCo gave no model");
  const data = new mujoco.MjData(model);
  return {
    mujoco,
    model,
    data,
    step: () => mujoco.mj_step(model, data),
    free() {
      data.delete();
      model.delete();
    },
  };
}
