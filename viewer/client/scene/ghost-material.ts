/** The look of a prediction: violet glass, denser at the rim, so that what is behind shows through. */
import { Color, ShaderMaterial } from "three";

const VERTEX = /* glsl */ `
  varying vec3 vNormal;
  varying vec3 vToEye;
  void main() {
    vec4 inView = modelViewMatrix * vec4(position, 1.0);
    vNormal = normalMatrix * normal;
    vToEye = -inView.xyz;
    gl_Position = projectionMatrix * inView;
  }
`;

const FRAGMENT = /* glsl */ `
  uniform vec3 tint;
  varying vec3 vNormal;
  varying vec3 vToEye;
  void main() {
    float facing = abs(dot(normalize(vNormal), normalize(vToEye)));
    float rim = pow(1.0 - facing, 2.2);
    gl_FragColor = vec4(mix(tint, vec3(1.0), 0.25 * (1.0 - rim)), mix(0.34, 0.92, rim));
    #include <colorspace_fragment>
  }
`;

/** Drawn over a body in the same place: a right prediction tints the body, a wrong one parts from it. */
export function ghostMaterial(colour: string): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: { tint: { value: new Color(colour) } },
    transparent: true,
    depthWrite: true,
    polygonOffset: true,
    polygonOffsetFactor: -2,
    polygonOffsetUnits: -2,
  });
}
