/** Loads the physics engine once. */
import * as rapier from "@dimforge/rapier3d";

export type Rapier = typeof rapier;

let loading: Promise<Rapier> | undefined;

/** The engine, its WebAssembly compiled. */
export function loadRapier(): Promise<Rapier> {
  loading ??= rapier.init().then(() => rapier);
  return loading;
}
