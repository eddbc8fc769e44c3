/** Arrays in float64 with plain loops: the reference that operators are held against. */

export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Fills an array with f(index along each axis). */
export function fillNd(shape: readonly number[], f: (index: readonly number[]) => number): NdArray {
  const size = shape.reduce((product, side) => product * side, 1);
  const index = shape.map(() => 0);
  const data = Float64Array.from({ length: size }, () => {
    const value = f(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = index[axis]! + 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
    return value;
  });
  return { shape, data };
}

/** The element at an index, whose leading axes and axes of length 1 are repeated (NumPy's broadcasting). */
export function elementAt({ shape, data }: NdArray, index: readonly number[]): number {
  const skipped = index.length - shape.length;
  return data[shape.reduce((flat, side, axis) => flat * side + (side === 1 ? 0 : index[axis + skipped]!), 0)]!;
}

export function mapNd(x: NdArray, f: (element: number) => number): NdArray {
  return { shape: x.shape, data: x.data.map(f) };
}

/** f over two arrays broadcast to `shape`. */
export function zipNd(a: NdArray, b: NdArray, shape: readonly number[], f: (a: number, b: number) => number): NdArray {
  return fillNd(shape, (index) => f(elementAt(a, index), elementAt(b, index)));
}

/** Folds the elements along one axis; the axis stays, with length 1. */
export function foldNd(x: NdArray, axis: number, f: (sum: number, element: number) => number, start: number): NdArray {
  return fillNd(x.shape.with(axis, 1), (index) => {
    let result = start;
    for (let i = 0; i < x.shape[axis]!; i++) result = f(result, elementAt(x, index.with(axis, i)));
    return result;
  });
}
