/** For operators that are composed of primitives or have a gradient by hand: graphs that use them, and what they compute. */
import { convolve, convolveTransposed, type Kernel } from "../../../worldmodel/autodiff/convolution.ts";
import { FUNCTION_CASES } from "./function-cases.ts";
import { LAYER_CASES } from "./layer-cases.ts";
import { elementAt, fillNd, type NdArray } from "./nd-array.ts";
import type { PrimitiveCase } from "./primitive-case.ts";
import { PRIMITIVE_CASES } from "./primitive-cases.ts";

type Sides = readonly [height: number, width: number];

/** What each picture shows: which way overlapping patches are added up, and pixels that no kernel reaches. */
const PICTURES: readonly { readonly title: string; readonly sides: Sides; readonly kernel: Kernel }[] = [
  { title: "with overlap in cells", sides: [10, 8], kernel: { size: 4, stride: 2 } },
  { title: "with few positions", sides: [6, 6], kernel: { size: 4, stride: 2 } },
  { title: "with a kernel that strides do not divide", sides: [7, 5], kernel: { size: 3, stride: 2 } },
  { title: "with pixels that no kernel reaches", sides: [11, 7], kernel: { size: 4, stride: 2 } },
  { title: "with one position", sides: [5, 5], kernel: { size: 5, stride: 2 } },
  { title: "pixel by pixel", sides: [3, 4], kernel: { size: 2, stride: 1 } },
  { title: "without overlap", sides: [6, 4], kernel: { size: 2, stride: 2 } },
];
const [BATCH, INPUTS, OUTPUTS] = [2, 2, 3];

const CONVOLUTION_CASES: readonly PrimitiveCase[] = PICTURES.flatMap(({ title, sides: [height, width], kernel }) => {
  const { size, stride } = kernel;
  const positions = (side: number): number => Math.floor((side - size) / stride) + 1;
  const [rows, columns] = [positions(height), positions(width)];
  const small = [BATCH, rows, columns, INPUTS];
  const expanded = [BATCH, (rows - 1) * stride + size, (columns - 1) * stride + size, OUTPUTS];
  return [
    {
      primitive: "convolve",
      title: `${title}: ${size}×${size} by ${stride} on ${height}×${width}`,
      shapes: [[BATCH, height, width, INPUTS], [size * size * INPUTS, OUTPUTS], [OUTPUTS]],
      range: [-1, 1],
      build: ([x, weight, bias]) => [convolve(x!, weight!, bias!, kernel)],
      reference: ([x, weight, bias]) => [
        fillNd([BATCH, rows, columns, OUTPUTS], ([b, row, column, o]) => {
          let sum = elementAt(bias!, [o!]);
          for (let y = 0; y < size; y++)
            for (let at = 0; at < size; at++)
              for (let i = 0; i < INPUTS; i++)
                sum +=
                  elementAt(x!, [b!, row! * stride + y, column! * stride + at, i]) *
                  elementAt(weight!, [(y * size + at) * INPUTS + i, o!]);
          return sum;
        }),
      ],
    },
    {
      primitive: "convolveTransposed",
      title: `${title}: ${size}×${size} by ${stride} from ${rows}×${columns}`,
      shapes: [small, [INPUTS, size * size * OUTPUTS], [OUTPUTS]],
      range: [-1, 1],
      build: ([x, weight, bias]) => [convolveTransposed(x!, weight!, bias!, kernel)],
      reference: ([x, weight, bias]) => [transposedByLoops(x!, weight!, bias!, expanded, kernel)],
    },
  ];
});

/** Each input pixel adds a patch of the kernel's size to the picture. */
function transposedByLoops(
  x: NdArray,
  weight: NdArray,
  bias: NdArray,
  shape: readonly number[],
  { size, stride }: Kernel,
): NdArray {
  const picture = fillNd(shape, ([, , , o]) => elementAt(bias, [o!]));
  const [, , width = 0, outputs = 0] = shape;
  fillNd([...x.shape, size, size, outputs], ([b, row, column, i, y, at, o]) => {
    const pixel = ((b! * shape[1]! + row! * stride + y!) * width + column! * stride + at!) * outputs + o!;
    const added = elementAt(x, [b!, row!, column!, i!]) * elementAt(weight, [i!, (y! * size + at!) * outputs + o!]);
    picture.data[pixel] = picture.data[pixel]! + added;
    return added;
  });
  return picture;
}

export const COMPOSED_CASES: readonly PrimitiveCase[] = [...CONVOLUTION_CASES, ...FUNCTION_CASES, ...LAYER_CASES];

/** Every case, in the order of the table. */
export const OPERATOR_CASES: readonly PrimitiveCase[] = [...PRIMITIVE_CASES, ...COMPOSED_CASES];
