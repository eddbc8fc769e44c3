/**
 * CMA-ES that starts again with twice the population when it has nothing more to find, which makes it search more widely each
 * time (IPOP-CMA-ES: A. Auger & N. Hansen, CEC 2005). By ask and tell, as one search is.
 */
import { type Rng, SpecError } from "../../sim/core/index.ts";
import { askCmaEs, type CmaEs, type CmaEsOptions, createCmaEs, tellCmaEs } from "./cma-es.ts";
import { type CostHistory, recordCosts, type StopReason, stopReason } from "./stop-criteria.ts";

export interface IpopOptions extends CmaEsOptions {
  /** Starts after the first one, at most; 0 is a single search that goes on for as long as it is told to. */
  readonly restarts: number;
  /** Lowest and highest value of every coordinate, between which means of restarts are drawn; all start at `mean` unless given. */
  readonly domain?: readonly [number, number];
}

/** What a start came to. */
export interface Attempt {
  /** Centre of its last distribution. [n] */
  readonly mean: Float64Array;
  /** Median cost of its last generation: of noisy costs the least one says little. */
  readonly cost: number;
}

/** The whole state; `askIpop` and `tellIpop` change it in place. */
export interface Ipop {
  readonly options: Required<Omit<IpopOptions, "domain">> & Pick<IpopOptions, "domain">;
  /** The search under way. */
  cma: CmaEs;
  /** Starts before it. */
  restart: number;
  /** Generations told so far, of all starts. */
  generation: number;
  /** Costs told so far. */
  evaluations: number;
  /** Of the search under way. */
  history: CostHistory;
  /** Why the search under way has ended, once it has; the next ask starts another. */
  stopped: StopReason | undefined;
  /** The best of the starts that have ended. */
  best: Attempt | undefined;
}

export function createIpop(options: IpopOptions): Ipop {
  const { restarts, domain } = options;
  if (!Number.isSafeInteger(restarts) || restarts < 0)
    throw new SpecError(`createIpop: restarts must be an integer of at least 0, got ${restarts}`);
  if (domain && !(Number.isFinite(domain[0]) && Number.isFinite(domain[1]) && domain[0] < domain[1]))
    throw new SpecError(`createIpop: domain must be a finite low and a higher high, got [${domain.join(", ")}]`);
  const cma = createCmaEs(options);
  return {
    options: {
      mean: Float64Array.from(options.mean),
      stepSize: options.stepSize,
      population: cma.population,
      covariance: cma.covariance.kind,
      restarts,
      ...(domain ? { domain } : {}),
    },
    cma,
    restart: 0,
    generation: 0,
    evaluations: 0,
    history: { best: [], median: [] },
    stopped: undefined,
    best: undefined,
  };
}

/** Candidates as of `askCmaEs`, of a new start where the one before has ended. → [λ,n], with `cma.population` as λ */
export function askIpop(ipop: Ipop, rng: Rng): Float64Array {
  if (ipop.stopped !== undefined) startAgain(ipop, rng);
  return askCmaEs(ipop.cma, rng.split(ipop.restart));
}

/** Learns from the candidates of the last ask, as `tellCmaEs` does. */
export function tellIpop(ipop: Ipop, candidates: Float64Array, costs: ArrayLike<number>): void {
  const { cma, history, options } = ipop;
  tellCmaEs(cma, candidates, costs);
  ipop.generation += 1;
  ipop.evaluations += costs.length;
  recordCosts(history, costs);
  if (ipop.restart < options.restarts) ipop.stopped = stopReason(cma, history, costs, options.stepSize);
}

/** The best estimate of the optimum so far: the mean of the search under way, or of an earlier one that ended with lower costs. [n] */
export function bestMean({ cma, history, best }: Ipop): Float64Array {
  return best && !(lastOf(history.median) < best.cost) ? best.mean : cma.mean;
}

function startAgain(ipop: Ipop, rng: Rng): void {
  const { options, cma, history } = ipop;
  ipop.best = {
    mean: bestMean(ipop),
    cost: Math.min(lastOf(history.median), ipop.best?.cost ?? Number.POSITIVE_INFINITY),
  };
  ipop.restart += 1;
  const draws = rng.split(ipop.restart).split("mean");
  const { domain } = options;
  const mean = domain
    ? Float64Array.from({ length: cma.dimension }, () => domain[0] + (domain[1] - domain[0]) * draws.uniform())
    : options.mean;
  ipop.cma = createCmaEs({ ...options, mean, population: 2 * cma.population });
  ipop.history = { best: [], median: [] };
  ipop.stopped = undefined;
}

function lastOf(values: readonly number[]): number {
  return values.at(-1) ?? Number.POSITIVE_INFINITY;
}
