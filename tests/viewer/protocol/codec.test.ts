import { describe, expect, it } from "vitest";
import type { CameraPose, Geometry } from "../../../sim/index.ts";
import {
  type Command,
  decodeCommand,
  decodeMessage,
  encodeCommand,
  encodeMessage,
  type FrameEvent,
  MAX_COMMAND_BYTES,
  ProtocolError,
  type ServerMessage,
} from "../../../viewer/protocol/index.ts";
import { GALLERY } from "../../support/gallery-scene.ts";
import { frameAt, phasesAt, SCENE, TABLE } from "../../support/synthetic-feed.ts";

const RIDING: CameraPose = { ...GALLERY.camera, up: [0, 1, 0], mount: { body: "ball", turns: "yaw" } };

const MESSAGES: readonly ServerMessage[] = [
  SCENE,
  { ...SCENE, scene: GALLERY },
  { ...SCENE, scene: { ...GALLERY, camera: RIDING } },
  frameAt(7),
  frameAt(8, { ghost: false, source: "cem · learned" }),
  phasesAt(2, 0.5),
  TABLE,
  { kind: "metric", series: "vae/loss", x: 10, y: -0.125 },
  { kind: "watchable", agents: ["random", "cem"], watching: null },
  { kind: "notice", level: "warning", text: "no GPU – training runs on the CPU" },
  { kind: "caption", text: "put red on green" },
  {
    kind: "search",
    choices: [
      { action: [0.5, -1], visits: 31, value: -2.5, chosen: true },
      { action: [0, 0], visits: 0, value: null, chosen: false },
    ],
    simulations: 50,
    depth: 12,
  },
  { kind: "playback", paused: true, speed: 0.25 },
  { kind: "history", series: [{ name: "rnn/nll", xs: [1, 2], ys: [3, 4] }] },
];

const COMMANDS: readonly Command[] = [
  { kind: "pause" },
  { kind: "resume" },
  { kind: "step" },
  { kind: "watch", agent: "cem" },
  { kind: "speed", factor: 4 },
];

describe("round trip", () => {
  it.each(MESSAGES.map((message) => [message.kind, message] as const))("keeps a %s message", (_, message) => {
    const decoded = decodeMessage(encodeMessage(message));
    if (message.kind === "frame") expectSameFrame(decoded, message);
    else expect(decoded).toEqual(message);
  });

  it.each(COMMANDS.map((command) => [command.kind, command] as const))("keeps a %s command", (_, command) => {
    expect(decodeCommand(encodeCommand(command))).toEqual(command);
  });

  it("reads a message that lies anywhere in a larger buffer", () => {
    const encoded = encodeMessage(frameAt(3));
    const padded = new Uint8Array(encoded.length + 3);
    padded.set(encoded, 3);
    expectSameFrame(decodeMessage(padded.subarray(3)), frameAt(3));
  });
});

describe("golden bytes", () => {
  it("lays a command out as documented", () => {
    // Written by hand from viewer/protocol/README.md: "CK", version 1, type 64, length 16, the JSON text.
    const json = [...'{"kind":"pause"}'].map((letter) => letter.charCodeAt(0));
    expect([...encodeCommand({ kind: "pause" })]).toEqual([0x43, 0x4b, 1, 64, 16, 0, 0, 0, ...json]);
  });

  it("lays a frame out as documented", () => {
    // By hand from viewer/protocol/README.md; IEEE 754: 0.5 = 3f000000, 1 = 3f800000, 2 = 40000000, −1.5 = bfc00000.
    const frame: FrameEvent = {
      kind: "frame",
      source: "é",
      episode: 258,
      step: 3,
      timeSecs: 0.5,
      reward: 1,
      returnSoFar: 2,
      poses: Float32Array.of(-1.5, 0, 0, 0, 0, 0, 1),
    };
    const zero = [0, 0, 0, 0];
    const header = [0x43, 0x4b, 1, 2, 54, 0, 0, 0];
    const numbers = [2, 1, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40];
    const counts = [1, 0, 0, 2];
    const poses = [0, 0, 0xc0, 0xbf, ...zero, ...zero, ...zero, ...zero, ...zero, 0, 0, 0x80, 0x3f];
    expect([...encodeMessage(frame)]).toEqual([...header, ...numbers, ...counts, ...poses, 0xc3, 0xa9]);
  });
});

describe("refusals", () => {
  const frame = encodeMessage(frameAt(1));

  it.each([
    ["a wrong magic", 0, 0x44, "magic 0x4b43"],
    ["another version", 2, 9, "version 1"],
    ["an unknown type", 3, 99, "a message type"],
    ["a length that is not that of the bytes", 4, 1, "payload length"],
    ["unknown flags", 30, 2, "flags 0 or 1"],
  ])("names %s with its offset", (_, offset, value, expected) => {
    const altered = frame.slice();
    altered[offset] = value;
    const error = faultOf(() => decodeMessage(altered));
    expect(error.offset).toBe(offset);
    expect(error.expected).toContain(expected);
  });

  it("names the field of a JSON message that is wrong", () => {
    const error = faultOf(() => encodeMessage({ kind: "metric", series: "vae/loss", x: 1, y: Number.NaN }));
    expect(error.message).toBe("viewer protocol: metric.y at byte 8: expected number, found NaN");
  });

  it("refuses numbers that are not finite in poses, with their offset", () => {
    const poses = frameAt(1).poses.slice();
    poses[2] = Number.NaN;
    expect(faultOf(() => encodeMessage({ ...frameAt(1), poses })).offset).toBe(32 + 2 * 4);
    expect(() => encodeMessage({ ...frameAt(1), reward: Number.POSITIVE_INFINITY })).toThrow(ProtocolError);
  });

  it("refuses a ghost of another size than the poses", () => {
    expect(() => encodeMessage({ ...frameAt(1), ghost: new Float32Array(7) })).toThrow(/a ghost of 28 numbers/);
  });

  it.each<readonly [string, Geometry, RegExp]>([
    [
      "a height field without a height for each corner",
      { kind: "heightfield", size: [1, 1], rows: 2, columns: 2, heights: [0, 0, 0] },
      /a height for each row and column/,
    ],
    [
      "a patch without a corner for each",
      { kind: "patch", rows: 2, columns: 2, corners: [0, 0, 0] },
      /a corner for each/,
    ],
    [
      "a mesh whose triangles name vertices that there are not",
      { kind: "mesh", vertices: [0, 0, 0], triangles: [0, 0, 1] },
      /triangles that index vertices/,
    ],
  ])("refuses %s", (_, geometry, expected) => {
    const shape = { geometry, position: [0, 0, 0], rotation: [0, 0, 0, 1], colour: [1, 1, 1] } as const;
    const scene = { ...SCENE.scene, bodies: [{ name: "it", moves: true, shapes: [shape] }] };
    expect(() => encodeMessage({ ...SCENE, scene })).toThrow(expected);
  });

  it("refuses unknown fields, speeds out of range and NaN", () => {
    const withMore: Command & { readonly more: number } = { kind: "pause", more: 1 };
    expect(() => encodeCommand(withMore)).toThrow(ProtocolError);
    expect(() => encodeCommand({ kind: "speed", factor: 1000 })).toThrow(/<=16/);
    expect(() => encodeCommand({ kind: "speed", factor: Number.NaN })).toThrow(ProtocolError);
  });

  it("refuses a command larger than the bound, and takes no server message for one", () => {
    expect(() => decodeCommand(new Uint8Array(MAX_COMMAND_BYTES + 1))).toThrow(/at most 4096 bytes/);
    expect(() => decodeCommand(encodeMessage(TABLE))).toThrow(/a command, found table/);
    expect(() => decodeMessage(encodeCommand({ kind: "step" }))).toThrow(/a message from a server/);
  });
});

describe("fuzz", () => {
  it("refuses every truncation of every message", () => {
    for (const message of MESSAGES) {
      const encoded = encodeMessage(message);
      for (let length = 0; length < encoded.length; length++) {
        expect(() => decodeMessage(encoded.subarray(0, length))).toThrow(ProtocolError);
      }
    }
  });

  it("decodes or refuses altered messages, and throws nothing but ProtocolErrors", () => {
    const draw = generator(1);
    let refused = 0;
    for (let round = 0; round < 4000; round++) {
      const altered = encodeMessage(MESSAGES[draw() % MESSAGES.length] ?? TABLE);
      for (let changes = 1 + (draw() % 4); changes > 0; changes--) altered[draw() % altered.length] = draw() & 0xff;
      try {
        decodeMessage(altered);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

function expectSameFrame(decoded: ServerMessage, frame: FrameEvent): void {
  if (decoded.kind !== "frame") throw new Error(`expected a frame, got ${decoded.kind}`);
  const { timeSecs, reward, returnSoFar, ...exact } = frame;
  expect(decoded).toMatchObject(exact);
  expect(decoded.ghost).toEqual(frame.ghost);
  expect([decoded.timeSecs, decoded.reward, decoded.returnSoFar]).toEqual(
    [timeSecs, reward, returnSoFar].map((value) => Math.fround(value)),
  );
}

function faultOf(act: () => unknown): ProtocolError {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error("expected a ProtocolError, none was thrown");
}

/** Marsaglia's xorshift32: unsigned 32-bit integers. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
