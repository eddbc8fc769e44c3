/** Sorts series into charts. */
import type { Series } from "../../protocol/index.ts";

export interface CurveGroup {
  /** What stands before the first slash of the series' names. */
  readonly id: string;
  readonly title: string;
  readonly xLabel: string;
  readonly series: readonly Series[];
  readonly logarithmic: boolean;
}

interface GroupStyle {
  readonly title: string;
  readonly xLabel: string;
}

/** Groups that the loop is known to publish, in the order in which they are shown. Others follow. */
const KNOWN_GROUPS: Readonly<Record<string, GroupStyle>> = {
  return: { title: "Return", xLabel: "episode" },
  vae: { title: "Vision (V)", xLabel: "step" },
  rnn: { title: "Memory (M)", xLabel: "step" },
  actor: { title: "Actor and critic", xLabel: "step" },
  controller: { title: "Controller (C)", xLabel: "generation" },
  untrainedControl: { title: "Control: untrained M", xLabel: "generation" },
  zOnlyControl: { title: "Control: z only", xLabel: "generation" },
};

/** Between smallest and largest value: from here on a logarithmic axis shows more. */
const LOGARITHMIC_FROM_RATIO = 20;

export function curveGroups(series: ReadonlyMap<string, Series>): readonly CurveGroup[] {
  const groups = new Map<string, Series[]>(Object.keys(KNOWN_GROUPS).map((id) => [id, []]));
  for (const one of series.values()) {
    const id = groupOf(one.name);
    const members = groups.get(id) ?? [];
    members.push(one);
    groups.set(id, members);
  }
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .sort(([one], [other]) => placeOf(one) - placeOf(other))
    .map(([id, members]) => ({
      id,
      ...styleOf(id),
      series: members,
      logarithmic: id !== "return" && needsLogarithm(members),
    }));
}

/** A member of an ensemble, `rnn.1`, looks like the one M, `rnn`. */
function styleOf(id: string): GroupStyle {
  const [kind = id, member] = id.split(".", 2);
  const { title, xLabel } = KNOWN_GROUPS[kind] ?? { title: capitalised(kind), xLabel: "step" };
  return { title: member === undefined ? title : `${title}, member ${member}`, xLabel };
}

/** Unknown ones come last, in the order in which they appeared. */
function placeOf(id: string): number {
  const known = Object.keys(KNOWN_GROUPS);
  const place = known.indexOf(id.split(".", 1)[0] ?? id);
  return place === -1 ? known.length : place;
}

/** `controller/dreamReturn` → `dream return`. */
export function curveLabel(name: string): string {
  const label = name.slice(groupOf(name).length + 1) || name;
  return label.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function groupOf(name: string): string {
  return name.split("/", 1)[0] ?? name;
}

function needsLogarithm(members: readonly Series[]): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const y of members.flatMap(({ ys }) => ys)) [low, high] = [Math.min(low, y), Math.max(high, y)];
  return low > 0 && high / low >= LOGARITHMIC_FROM_RATIO;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
