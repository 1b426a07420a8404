import type { SizedHardware } from '../arch/architecture.js';
import { architectureOf } from '../arch/architectures.js';
import { foldDesign } from '../arch/budget.js';
import { buildHardware } from '../arch/build.js';
import { type Estimate, estimate } from '../arch/estimate/estimate.js';
import { foldedHardware } from '../arch/folded/folded.js';
import { MAX_LANES } from '../arch/folded/refuse.js';
import type { Hardware } from '../arch/hardware.js';
import { streamCandidates } from '../arch/stream/candidates.js';
import { type Design, type GivenDesign, parseDesign } from '../config/design.js';
import { LONGEST_NAME, toDesignName } from '../config/design-name.js';
import type { Part } from '../devices/devices.js';
import { type Shortage, shortages } from '../devices/fit.js';
import { sha256 } from '../emit/tree.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { UserError } from '../support/errors.js';
import type { ExploreConfig } from './config.js';

/** A model that hardware is made of. */
export interface Model {
  name: string;
  /** Its file, from the present folder. */
  file: string;
  network: IntegerNetwork;
}

/** A way to make a model hardware, as it is estimated. */
export interface Point {
  name: string;
  design: Design;
  estimate: Estimate;
  /** No fewer cycles lie between two windows; of most these are the cycles. */
  cycles: number;
  short: Shortage[];
}

/** All legal points of a model, and how many are none: refused, or with an engine whose cells were never measured. */
export interface Points {
  points: Point[];
  refused: number;
}

type Axes = ExploreConfig['hardware'];

/** Every legal point of a model on a part, in the order of the axes. */
export function pointsOf(model: Model, part: Part, axes: Axes): Points {
  const all = axes.architectures.map((name) => AXES[name as keyof typeof AXES](model, part, axes));
  const found = all.flatMap(({ points }) => points);
  const points = found.filter((point) => point.estimate.lc !== null);
  return { points, refused: all.reduce((sum, { refused }) => sum + refused, found.length - points.length) };
}

const AXES = { stream: streamPoints, folded: foldedPoints };

/** Lanes, taps of a lookup, and every use of single-port RAMs. */
function foldedPoints(model: Model, part: Part, { lanes, tapsPerLookup, spram }: Axes): Points {
  const powers = Array.from({ length: Math.log2(MAX_LANES) + 1 }, (_, e) => 2 ** e);
  const rams = spram ? part.resources.spram : 0;
  const uses = Array.from({ length: 2 * (rams + 1) }, (_, i) => ({ activations: i % 2 === 1, tables: i >> 1 }))
    .filter(({ activations, tables }) => Number(activations) + tables <= rams)
    .map((use) => (use.activations || use.tables > 0 ? use : undefined));
  let refused = 0;
  const points = powers
    .filter((own) => lanes?.includes(own) ?? true)
    .flatMap((own) => tapsPerLookup.flatMap((taps) => uses.map((use) => ({ lanes: own, tapsPerLookup: taps, use }))))
    .flatMap(({ use, ...rest }): Point[] => {
      const folding = { ...rest, ...(use !== undefined && { spram: use }) };
      try {
        const sized = foldedHardware(model.name, model.network, folding, model.name, false);
        const given = { name: model.name, architecture: 'folded' as const, model: model.file, folding };
        return [pointOf(given, sized, sized.intervalCycles, model.name, part)];
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        refused++;
        return [];
      }
    });
  return { points, refused };
}

/** For each number of cycles the cheapest lanes that keep it; all others are beaten by one of these. */
function streamPoints(model: Model, part: Part, { tapsPerCycle, cyclesPerLayer = {} }: Axes): Points {
  const { least = 1, most = Number.POSITIVE_INFINITY } = cyclesPerLayer;
  const budget = { luts: Number.MAX_SAFE_INTEGER, part: part.name as never };
  const given: GivenDesign = { name: model.name, architecture: 'stream', model: model.file, folding: budget };
  const found = new Map<string, Point>();
  let refused = 0;
  try {
    const wanted = tapsPerCycle.includes('kernel') ? budget : { luts: budget.luts };
    for (const candidate of streamCandidates(given as never, model.network, wanted, model.name)) {
      const { folding } = candidate.design as Design & { architecture: 'stream' };
      const serial = 'lanes' in folding && folding.tapsPerCycle === undefined;
      if (candidate.minCycles < least || candidate.minCycles > most || (serial && !tapsPerCycle.includes(1))) continue;
      const point = pointOf(candidate.design, candidate.hardware, candidate.minCycles, model.name, part);
      found.set(point.name, point);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    refused++;
  }
  return { points: [...found.values()], refused };
}

function pointOf(given: Design, sized: SizedHardware, cycles: number, model: string, part: Part): Point {
  const cells = estimate(sized, part);
  const { lc, ff, bram, spram, dsp } = cells;
  const short = shortages({ lut: lc ?? 0, ff: ff ?? 0, bram, spram, dsp }, part);
  const name = nameOf(model, given);
  return { name, design: { ...given, name }, estimate: cells, cycles, short };
}

/** The name that a folding has in every exploration: equal foldings are one design, whoever chose them. */
function nameOf(model: string, { architecture, folding }: Design): string {
  const text = WORDS[architecture](folding as never);
  const name = toDesignName(`${model}-${text}`);
  if (`${model}-${text}`.length <= LONGEST_NAME) return name;
  const hash = sha256(JSON.stringify(folding)).slice(0, 8);
  return toDesignName(`${`${model}-${architecture}`.slice(0, LONGEST_NAME - 10)}-h${hash}`);
}

const WORDS = {
  folded: (f: Extract<Design, { architecture: 'folded' }>['folding']) =>
    `folded-${f.lanes}-of-${f.tapsPerLookup}${f.spram === undefined ? '' : `-s${f.spram.tables}${f.spram.activations ? 'a' : ''}`}`,
  stream: (f: Extract<Design, { architecture: 'stream' }>['folding']) => {
    if (!('lanes' in f)) return `stream-c${f.cyclesPerLayer}`;
    const taps = (i: number) => (f.tapsPerCycle === 'kernel' || f.tapsPerCycle?.[i] === 'kernel' ? 'k' : '');
    return `stream-${f.lanes.map((own, i) => `${own}${taps(i)}`).join('-')}`;
  },
};

/** A point with its hardware in full, by which it is generated. Throws UserError. */
export function built({ design }: Pick<Point, 'design'>, model: Model): Hardware {
  return buildHardware(design, model.network, design.name);
}

/** A design that was chosen by hand, under the name that its folding has. Throws UserError that names it in the file. */
export function handPoint(given: Record<string, unknown>, model: Model, part: Part, where: string): Point {
  const { name: _, ...rest } = given;
  const parsed = parseDesign({ ...rest, name: toDesignName(model.name), model: model.file }, where);
  const design = foldDesign(parsed, model.network, where);
  const hardware = buildHardware(design, model.network, where);
  return pointOf(byLanes(design, hardware, model), hardware, hardware.intervalCycles, model.name, part);
}

/** Lanes in the place of the cycles that they were chosen by. */
function byLanes(design: Design, hardware: Hardware, { network }: Model): Design {
  if (design.architecture !== 'stream' || 'lanes' in design.folding || design.folding.continuing) return design;
  const lanes = architectureOf(hardware).lanesText(hardware).split(' ').map(Number);
  const layers = hardware.layers.length;
  const own = lanes.length === 1 ? new Array<number>(layers).fill(lanes[0]!) : lanes;
  const other: Design = { ...design, folding: { lanes: own } };
  try {
    return buildHardware(other, network, design.name).intervalCycles === hardware.intervalCycles ? other : design;
  } catch (error) {
    if (error instanceof UserError) return design;
    throw error;
  }
}
