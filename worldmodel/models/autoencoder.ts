/** The networks on both sides of z. */
import type { Value } from "../autodiff/value.ts";

export interface Autoencoder {
  /** Normalised observation [B,O] → features [B,F]. */
  encode(observation: Value): Value;
  /** z [B,Z] → normalised observation [B,O]. */
  decode(z: Value): Value;
}
