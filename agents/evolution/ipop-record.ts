/** A search with restarts as plain JSON, exact to the last bit, for checkpoints. */
import { SpecError } from "../../sim/core/index.ts";
import { type CmaEsRecord, restoreCmaEs, saveCmaEs } from "./cma-es-record.ts";
import { decodeNumbers, encodeNumbers } from "./exact-numbers.ts";
import { createIpop, type Ipop } from "./ipop.ts";
import type { StopReason } from "./stop-criteria.ts";

/** Arrays are text of `encodeNumbers`. */
export interface IpopRecord {
  readonly version: 1;
  readonly restarts: number;
  readonly domain: readonly [number, number] | null;
  /** Of the first start. */
  readonly mean: string;
  readonly stepSize: number;
  readonly population: number;
  readonly restart: number;
  readonly generation: number;
  readonly evaluations: number;
  readonly stopped: StopReason | null;
  readonly best: { readonly mean: string; readonly cost: string } | null;
  readonly history: { readonly length: number; readonly best: string; readonly median: string };
  /** The search under way. */
  readonly cma: CmaEsRecord;
}

export function saveIpop(ipop: Ipop): IpopRecord {
  const { options, cma, history, best } = ipop;
  return {
    version: 1,
    restarts: options.restarts,
    domain: options.domain ?? null,
    mean: encodeNumbers(options.mean),
    stepSize: options.stepSize,
    population: options.population,
    restart: ipop.restart,
    generation: ipop.generation,
    evaluations: ipop.evaluations,
    stopped: ipop.stopped ?? null,
    // JSON has no infinity.
    best: best ? { mean: encodeNumbers(best.mean), cost: encodeNumbers([best.cost]) } : null,
    history: {
      length: history.best.length,
      best: encodeNumbers(history.best),
      median: encodeNumbers(history.median),
    },
    cma: saveCmaEs(cma),
  };
}

/** Continues a saved search exactly. A record that does not fit together is a SpecError. */
export function restoreIpop(record: IpopRecord): Ipop {
  if (record.version !== 1) throw new SpecError(`restoreIpop: version must be 1, got ${record.version}`);
  const cma = restoreCmaEs(record.cma);
  const { restarts, domain, stepSize, population, best, history } = record;
  const decode = (text: string, length: number, field: string): Float64Array =>
    decodeNumbers(text, length, `restoreIpop: ${field}`);
  const ipop = createIpop({
    mean: decode(record.mean, cma.dimension, "mean"),
    ...{ stepSize, population, restarts, covariance: cma.covariance.kind },
    ...(domain ? { domain } : {}),
  });
  ipop.cma = cma;
  for (const field of ["restart", "generation", "evaluations"] as const) {
    if (!Number.isSafeInteger(record[field]))
      throw new SpecError(`restoreIpop: ${field} must be an integer, got ${record[field]}`);
    ipop[field] = record[field];
  }
  if (cma.population !== population * 2 ** ipop.restart)
    throw new SpecError(
      `restoreIpop: start ${ipop.restart + 1} must have a population of ${population * 2 ** ipop.restart}, got ${cma.population}`,
    );
  ipop.history = {
    best: [...decode(history.best, history.length, "history")],
    median: [...decode(history.median, history.length, "history")],
  };
  ipop.stopped = record.stopped ?? undefined;
  ipop.best = best
    ? { mean: decode(best.mean, cma.dimension, "best"), cost: decode(best.cost, 1, "best")[0]! }
    : undefined;
  return ipop;
}
