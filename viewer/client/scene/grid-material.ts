/** A ground grid that fades out with distance; lines stay one pixel wide at any angle. */
import { Color, ShaderMaterial } from "three";

const VERTEX = /* glsl */ `
  varying vec2 vGround;
  void main() {
    vec4 inWorld = modelMatrix * vec4(position, 1.0);
    vGround = inWorld.xy;
    gl_Position = projectionMatrix * viewMatrix * inWorld;
  }
`;

const FRAGMENT = /* glsl */ `
  uniform vec3 ink;
  uniform vec2 centre;
  uniform float cell;
  uniform float radius;
  varying vec2 vGround;
  float lines(float size) {
    vec2 at = vGround / size;
    vec2 width = fwidth(at);
    vec2 near = abs(fract(at - 0.5) - 0.5) / width;
    // Lines closer than a few pixels would shimmer: let them go.
    return (1.0 - min(min(near.x, near.y), 1.0)) * (1.0 - smoothstep(0.1, 0.5, max(width.x, width.y)));
  }
  void main() {
    float fade = 1.0 - smoothstep(0.25 * radius, radius, distance(vGround, centre));
    float strength = max(0.13 * lines(cell), 0.28 * lines(cell * 5.0));
    gl_FragColor = vec4(ink, strength * fade);
    #include <colorspace_fragment>
  }
`;

/** Cell and radius in metres. */
export function gridMaterial(cell: number, radius: number, centre: readonly [number, number]): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: {
      ink: { value: new Color("#4a5268") },
      centre: { value: centre },
      cell: { value: cell },
      radius: { value: radius },
    },
    transparent: true,
    depthWrite: false,
  });
}
