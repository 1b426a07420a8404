import { z } from 'zod';
import {
  claim,
  count,
  type Fault,
  filled,
  generatorVersion,
  hash,
  positive,
  readFolder,
  readKept,
  some,
  tools,
} from '../config/result-fields.js';
import { UserError } from '../support/errors.js';
import { keptFile } from '../support/roots.js';
import type { LayoutResult } from '../synth/layout/result.js';
import { LAYOUT_LIBRARIES } from '../synth/layout/tools.js';
import { currentDesigns, staleMark, UNKNOWN } from './freshness.js';
import { comparedSchema } from './netlist-results.js';

export const LAYOUT_RESULTS = keptFile('docs/results/layout');

const priced = z.strictObject({
  ...{ fmaxMHz: positive, clockUj: positive, logicUj: positive },
  ...{ memoriesUj: z.number().min(0), leakageUj: z.number().min(0), energyUj: positive },
});

const resultSchema = z.strictObject({
  design: filled,
  target: z.enum(LAYOUT_LIBRARIES.map(({ name }) => name) as [string, ...string[]]),
  modelled: z.literal(true),
  generator: generatorVersion,
  tree: hash,
  source: filled,
  fragments: some,
  clockMHz: positive,
  block: z.strictObject({
    ...{ cells: some, fillers: count, pins: some, nets: some, rows: some },
    ...{ widthUm: positive, heightUm: positive, cellMm2: positive, coreMm2: positive, utilisation: positive },
  }),
  memories: z.array(z.strictObject({ name: filled, areaMm2: positive, pins: some })),
  wires: z.strictObject({
    ...{ estimatedUm: positive, placedUm: positive, routedUm: positive, vias: some },
    ...{ capacitancePf: positive, layersPf: positive },
  }),
  costs: z.strictObject({ estimated: priced, placed: priced, routed: priced }),
  checks: z.strictObject({
    ...{ cells: count, nets: count, pins: count, overlaps: count, open: count },
    faults: z.array(z.string()),
    drc: z.record(z.string(), count),
    lvs: z.strictObject({ devices: count, nets: count, match: z.boolean(), said: filled }),
  }),
  scores: comparedSchema,
  tools,
}) satisfies z.ZodType<LayoutResult>;

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));

/** Of a layout that is the netlist that was placed, with sums that are those of their parts. */
export function layoutFaults(r: LayoutResult): Fault[] {
  const { block, checks } = r;
  return [
    ...claim(
      r.scores.mismatches === 0,
      'scores.mismatches',
      'the netlist is not the network',
      r.scores.mismatches,
      '0',
    ),
    ...claim(
      checks.cells === block.cells,
      'checks.cells',
      'not the cells of the netlist',
      checks.cells,
      `${block.cells}`,
    ),
    ...claim(checks.nets === block.nets, 'checks.nets', 'not the nets of the netlist', checks.nets, `${block.nets}`),
    ...claim(checks.pins === block.pins, 'checks.pins', 'not the pins of the netlist', checks.pins, `${block.pins}`),
    ...claim(checks.overlaps === 0, 'checks.overlaps', 'cells lie on one another', checks.overlaps, '0'),
    ...claim(checks.open === 0, 'checks.open', 'nets are open', checks.open, '0'),
    ...claim(checks.lvs.match, 'checks.lvs.match', 'the layout is not the netlist', checks.lvs.match, 'true'),
    ...claim(checks.faults.length === 0, 'checks.faults', 'the layout has faults', checks.faults.length, '0'),
    ...Object.entries(r.costs).flatMap(([wires, c]) =>
      claim(
        near(c.energyUj, c.clockUj + c.logicUj + c.memoriesUj + c.leakageUj),
        `costs.${wires}.energyUj`,
        'not the sum of its parts',
        c.energyUj,
        `${c.clockUj + c.logicUj + c.memoriesUj + c.leakageUj}`,
      ),
    ),
  ];
}

/** A result with its `staleMark`. */
export type ReportedLayout = LayoutResult & { stale?: string | null };

/** Results beside their designs as they are now. Throws UserError with all that is malformed or inconsistent. */
export function reportedLayouts(folder: string): ReportedLayout[] {
  const name = {
    field: 'design',
    of: 'design and target',
    name: ({ design, target }: LayoutResult) => `${design}-${target}`,
  };
  const now = currentDesigns(folder);
  const reported = readFolder(folder, (path) => readKept(path, resultSchema, name, layoutFaults)).map((result) => {
    const built = now(result.design);
    return { ...result, stale: built === null ? UNKNOWN : staleMark(result, built.hash) };
  });
  if (reported.length > 0) return reported;
  throw new UserError({ where: folder, message: 'no results yet', fix: 'npx bitbeat layout --design <name|file>' });
}
