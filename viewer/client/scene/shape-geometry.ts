/** A scene shape's three.js geometry. */
import { type BufferGeometry, CapsuleGeometry, CylinderGeometry, PlaneGeometry, SphereGeometry } from "three";
import { RoundedBoxGeometry } from "three/addons/geometries/RoundedBoxGeometry.js";
import type { Geometry } from "../../../sim/core/env.ts";

/** Share of a box's smallest side that its rounded edges take: softer on the eye than the physics' sharp ones. */
const BEVEL = 0.12;

export function shapeGeometry(geometry: Geometry): BufferGeometry {
  switch (geometry.kind) {
    case "box": {
      const [x, y, z] = geometry.halfSizes;
      return new RoundedBoxGeometry(2 * x, 2 * y, 2 * z, 4, BEVEL * Math.min(x, y, z));
    }
    case "sphere":
      return new SphereGeometry(geometry.radius, 48, 32);
    // three.js lays both along y, Craik along z.
    case "capsule":
      return new CapsuleGeometry(geometry.radius, 2 * geometry.halfLength, 12, 32).rotateX(Math.PI / 2);
    case "cylinder":
      return new CylinderGeometry(geometry.radius, geometry.radius, 2 * geometry.halfLength, 48).rotateX(Math.PI / 2);
    case "plane":
      return new PlaneGeometry(2 * geometry.halfSizes[0], 2 * geometry.halfSizes[1]);
  }
}
