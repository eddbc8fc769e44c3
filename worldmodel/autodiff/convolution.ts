/**
 * Convolution and its transpose as one matrix product each, on pixels with channels last.
 *
 * Patches are picked by `gather` in whole rows of channels, and overlapping patches are added up as a sum of gathers, which has no
 * two threads write to one place. On two CPU cores a training step of Ha & Schmidhuber's V is so nearly twice as fast as with ONNX's
 * Conv and ConvTranspose, whose gradients have no operator of their own.
 */
import { ShapeError } from "../../sim/core/index.ts";
import { withGradient } from "./custom-gradient.ts";
import { add } from "./elementwise.ts";
import { gather, sourcesOf, sumOfGathers } from "./gather.ts";
import { concat, reshape, transpose } from "./layout.ts";
import { columnSums, matMul } from "./matmul.ts";
import { constant, type Shape, sameShape, showShape, sizeOf, type Value } from "./value.ts";

/** A square kernel that moves over pixels without padding. */
export interface Kernel {
  /** Pixels on a side. */
  readonly size: number;
  /** Pixels from one position to the next. */
  readonly stride: number;
}

/** Cross-correlation, as is usual. x [B,H,W,C], weight [size·size·C,O] by (row, column, channel), bias [O] → [B,(H−size)/stride+1,…,O]. */
export function convolve(x: Value, weight: Value, bias: Value, kernel: Kernel): Value {
  const [batch, height, width, channels] = imageShape("convolve", x);
  const window = windowOf("convolve", height, width, kernel);
  const outputs = bias.shape[0] ?? 0;
  requireWeight("convolve", "[size·size·C,O]", weight, [kernel.size * kernel.size * channels, outputs]);
  const patches = patchesOf(x, window);
  const y = matMul(patches, weight, bias);
  return withOneGradient([x, weight, bias], reshape(y, [batch, window.rows, window.columns, outputs]), (g) => {
    const byPosition = reshape(g, [batch, window.rows * window.columns, outputs]);
    const flat = reshape(g, y.shape);
    return [
      addUpPatches(byPosition, transpose(weight, [1, 0]), window, channels),
      transpose(matMul(transpose(flat, [1, 0]), patches), [1, 0]),
      columnSums(flat),
    ];
  });
}

/** The transpose of `convolve` in x, plus a bias. x [B,H,W,C], weight [C,size·size·O] by (row, column, output), bias [O] → [B,(H−1)·stride+size,…,O]. */
export function convolveTransposed(x: Value, weight: Value, bias: Value, kernel: Kernel): Value {
  const [batch, rows, columns, channels] = imageShape("convolveTransposed", x);
  const { size, stride } = kernel;
  const window = windowOf("convolveTransposed", (rows - 1) * stride + size, (columns - 1) * stride + size, kernel);
  const outputs = bias.shape[0] ?? 0;
  requireWeight("convolveTransposed", "[C,size·size·O]", weight, [channels, size * size * outputs]);
  const byPosition = reshape(x, [batch, rows * columns, channels]);
  const y = add(addUpPatches(byPosition, weight, window, outputs), bias);
  return withOneGradient([x, weight, bias], y, (g) => {
    const patches = patchesOf(g, window);
    const flat = reshape(x, [batch * rows * columns, channels]);
    return [
      reshape(matMul(patches, transpose(weight, [1, 0])), x.shape),
      matMul(transpose(flat, [1, 0]), patches),
      columnSums(reshape(g, [sizeOf(g.shape) / outputs, outputs])),
    ];
  });
}

/** Where a kernel stands on an image, `rows` times `columns` times. */
interface Window extends Kernel {
  readonly height: number;
  readonly width: number;
  readonly rows: number;
  readonly columns: number;
  /** Neighbouring pixels that always go together, so that longer rows are copied. */
  readonly group: number;
}

function windowOf(where: string, height: number, width: number, { size, stride }: Kernel): Window {
  if (size < 1 || stride < 1 || height < size || width < size)
    throw new ShapeError(`${where}: a kernel of ${size} with stride ${stride} does not fit ${height}×${width} pixels`);
  const group = width % stride === 0 && size % stride === 0 ? stride : 1;
  const along = (side: number): number => Math.floor((side - size) / stride) + 1;
  return { height, width, size, stride, rows: along(height), columns: along(width), group };
}

/** For each position and each group of the kernel's pixels, row by row, the group of the image's pixels that it covers. */
function coveredBy({ width, rows, columns, size, stride, group }: Window): readonly number[] {
  const covered: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x += group) covered.push(((row * stride + y) * width + column * stride + x) / group);
  return covered;
}

/** x [B,H,W,C] → [B·rows·columns,size·size·C]. */
function patchesOf(x: Value, window: Window): Value {
  const [batch, height, width, channels] = imageShape("convolve", x);
  const { rows, columns, size, group } = window;
  const groups = reshape(x, [batch, (height * width) / group, group * channels]);
  return reshape(gather(groups, 1, coveredBy(window)), [batch * rows * columns, size * size * channels]);
}

/**
 * Patches that are products with a weight, added up where they overlap. positions [B,rows·columns,I], weight [I,size·size·O] →
 * [B,H,W,O].
 */
function addUpPatches(positions: Value, weight: Value, window: Window, outputs: number): Value {
  const { height, width, size, stride, rows, columns } = window;
  const cells = Math.ceil(height / stride) * Math.ceil(width / stride);
  const wasted = cells / (rows * columns);
  return size % stride === 0 && wasted <= MOST_WASTED
    ? addUpInCells(positions, weight, window, outputs)
    : addUpByGathers(positions, weight, window, outputs);
}

/** Where the two ways take equally long on a CPU: the products of the second as a multiple of those of the first. */
const MOST_WASTED = 1.32;

/** One product makes all patches; each pixel then adds up the patches that cover it. */
function addUpByGathers(positions: Value, weight: Value, window: Window, outputs: number): Value {
  const [batch = 0, count = 0, inputs = 0] = positions.shape;
  const { height, width, size, group } = window;
  const perPatch = (size * size) / group;
  const sources = sourcesOf(coveredBy(window), (height * width) / group);
  const complete = sources.every((round) => round.every((source) => source !== undefined));
  const padded = complete ? positions : withZero(positions);
  const rows = padded.shape[1] ?? 0;
  const patches = matMul(reshape(padded, [batch * rows, inputs]), weight);
  const groups = reshape(patches, [batch, rows * perPatch, group * outputs]);
  return reshape(sumOfGathers(groups, 1, sources, count * perPatch), [batch, height, width, outputs]);
}

/**
 * Cells of stride·stride pixels depend on the same positions, so that the product itself adds up: from the (size/stride)² positions
 * that cover a cell to all of its pixels.
 */
function addUpInCells(positions: Value, weight: Value, window: Window, outputs: number): Value {
  const [batch = 0, count = 0, inputs = 0] = positions.shape;
  const { height, width, size, stride, rows, columns, group } = window;
  const taps = size / stride;
  const [down, across] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const sources: number[] = [];
  for (let row = 0; row < down; row++)
    for (let column = 0; column < across; column++)
      for (let y = row; y > row - taps; y--)
        for (let x = column; x > column - taps; x--)
          sources.push(y >= 0 && y < rows && x >= 0 && x < columns ? y * columns + x : count);
  const around = reshape(gather(withZero(positions), 1, sources), [batch * down * across, taps * taps * inputs]);
  const byTap = transpose(reshape(weight, [inputs, taps, stride, taps, stride, outputs]), [1, 3, 0, 2, 4, 5]);
  const cells = matMul(around, reshape(byTap, [taps * taps * inputs, stride * stride * outputs]));
  const order: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x += group) {
      const cell = Math.floor(y / stride) * across + Math.floor(x / stride);
      order.push(((cell * stride + (y % stride)) * stride + (x % stride)) / group);
    }
  const groups = reshape(cells, [batch, (down * across * stride * stride) / group, group * outputs]);
  return reshape(gather(groups, 1, order), [batch, height, width, outputs]);
}

/** One position of zeros more, for what lies outside. x [B,N,I] → [B,N+1,I]. */
function withZero(x: Value): Value {
  const [batch = 0, , inputs = 0] = x.shape;
  return concat([x, constant(new Float32Array(batch * inputs), [batch, 1, inputs])], 1);
}

function requireWeight(where: string, letters: string, weight: Value, shape: Shape): void {
  if (!sameShape(weight.shape, shape))
    throw new ShapeError(`${where}: weight must be ${letters}=${showShape(shape)}, got ${showShape(weight.shape)}`);
}

function imageShape(where: string, x: Value): readonly [number, number, number, number] {
  const [batch, height, width, channels] = x.shape;
  if (
    x.shape.length !== 4 ||
    batch === undefined ||
    height === undefined ||
    width === undefined ||
    channels === undefined
  )
    throw new ShapeError(`${where}: x must be [B,H,W,C], got ${showShape(x.shape)}`);
  return [batch, height, width, channels];
}

function withOneGradient(inputs: readonly Value[], output: Value, backward: (g: Value) => readonly Value[]): Value {
  const [result] = withGradient(inputs, [output], ([cotangent]) => (cotangent ? backward(cotangent) : []));
  if (result === undefined) throw new ShapeError("convolution: one output required, got none");
  return result;
}
