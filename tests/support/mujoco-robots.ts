/** The published robots in MuJoCo's own words, written from the constants of Gymnasium's Ant and DeepMind's hopper. */

const LEGS = [
  { x: 1, y: 1, axis: "-1 1 0", range: "30 70" },
  { x: -1, y: 1, axis: "1 1 0", range: "-70 -30" },
  { x: -1, y: -1, axis: "-1 1 0", range: "-70 -30" },
  { x: 1, y: -1, axis: "1 1 0", range: "30 70" },
] as const;

/** Ant, stepped by semi-implicit Euler. Its floor is 1 cm up, where contacts begin by the published margin. */
export function antMjcf(): string {
  const rod = (x: number, y: number): string => `<geom type="capsule" size="0.08" fromto="0 0 0 ${x} ${y} 0"/>`;
  const legs = LEGS.map(
    ({ x, y, axis, range }, i) => `<body>${rod(0.2 * x, 0.2 * y)}<body pos="${0.2 * x} ${0.2 * y} 0">
      <joint name="hip${i}" axis="0 0 1" range="-30 30"/>${rod(0.2 * x, 0.2 * y)}
      <body pos="${0.2 * x} ${0.2 * y} 0"><joint name="ankle${i}" axis="${axis}" range="${range}"/>${rod(0.4 * x, 0.4 * y)}</body>
    </body></body>`,
  );
  const motors = [3, 0, 1, 2]
    .flatMap((i) => [`hip${i}`, `ankle${i}`])
    .map((name) => `<motor joint="${name}" gear="150"/>`);
  return `<mujoco><compiler angle="degree"/><option timestep="0.01" integrator="Euler"/>
    <default><joint type="hinge" armature="1" damping="1" limited="true"/><geom density="5" friction="1 0.5 0.5" conaffinity="0"/>
      <motor ctrllimited="true" ctrlrange="-1 1"/></default>
    <worldbody><geom type="plane" size="40 40 1" pos="0 0 0.01" conaffinity="1"/>
      <body pos="0 0 0.75"><freejoint/><geom type="sphere" size="0.25"/>${legs.join("")}</body></worldbody>
    <actuator>${motors.join("")}</actuator></mujoco>`;
}

/** The planar hopper. */
export function hopperMjcf(): string {
  const rod = (fromto: string, radius: number): string => `<geom type="capsule" fromto="${fromto}" size="${radius}"/>`;
  const hinge = (name: string, range: string): string => `<joint name="${name}" range="${range}"/>`;
  const motor = (joint: string, gear: number): string => `<motor joint="${joint}" gear="${gear}"/>`;
  const root = (type: string, axis: string): string =>
    `<joint type="${type}" axis="${axis}" limited="false" damping="0" armature="0"/>`;
  return `<mujoco><compiler angle="degree"/><option timestep="0.005"/>
    <default><joint type="hinge" axis="0 1 0" limited="true" damping="0.05" armature="0.2"/>
      <motor ctrllimited="true" ctrlrange="-1 1"/></default>
    <worldbody><geom type="plane" size="50 2 1"/>
      <body pos="0 0 1">${root("slide", "1 0 0")}${root("slide", "0 0 1")}${root("hinge", "0 1 0")}
        ${rod("0 0 -0.05 0 0 0.2", 0.0653)}${rod("0.08 0 0.13 0.15 0 0.14", 0.03)}
        <body pos="0 0 -0.05">${hinge("waist", "-30 30")}${rod("0 0 0 0 0 -0.15", 0.065)}
          <body pos="0 0 -0.2">${hinge("hip", "-170 10")}${rod("0 0 0 0 0 -0.33", 0.04)}
            <body pos="0 0 -0.33">${hinge("knee", "5 150")}${rod("0 0 0 0 0 -0.32", 0.03)}
              <body pos="0 0 -0.32">${hinge("ankle", "-45 45")}${rod("-0.08 0 0 0.17 0 0", 0.04)}</body>
            </body></body></body></body></worldbody>
    <actuator>${motor("waist", 30)}${motor("hip", 40)}${motor("knee", 30)}${motor("ankle", 10)}</actuator></mujoco>`;
}
