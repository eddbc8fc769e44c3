/** Forces of a tree's contacts, summed for each body. */
import { CONTACT_ROWS } from "./soft-rows.ts";
import { CONTACT_SIZE, FRICTION, type TreeContacts } from "./tree-contacts.ts";

export class ContactForces {
  /** In the world, N. [bodies × 3] */
  readonly values: Float64Array;

  constructor(bodies: number) {
    this.values = new Float64Array(bodies * 3);
  }

  /** Sums the forces of the contacts' rows. constraintForces [rows] */
  gather({ count, values, bodies }: TreeContacts, constraintForces: Float64Array): void {
    const sums = this.values;
    sums.fill(0);
    for (let c = 0; c < count; c++) {
      const o = c * CONTACT_SIZE;
      const k = c * CONTACT_ROWS;
      const normal =
        constraintForces[k]! + constraintForces[k + 1]! + constraintForces[k + 2]! + constraintForces[k + 3]!;
      const along1 = values[o + FRICTION]! * (constraintForces[k]! - constraintForces[k + 1]!);
      const along2 = values[o + FRICTION]! * (constraintForces[k + 2]! - constraintForces[k + 3]!);
      const first = bodies[2 * c]! * 3;
      const second = bodies[2 * c + 1]! * 3;
      for (let axis = 0; axis < 3; axis++) {
        const force = normal * values[o + 3 + axis]! + along1 * values[o + 6 + axis]! + along2 * values[o + 9 + axis]!;
        sums[first + axis]! -= force;
        sums[second + axis]! += force;
      }
    }
  }
}
