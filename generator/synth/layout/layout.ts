import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import { measuredOn } from '../../emit/measured-on.js';
import { cellCounts } from '../asic.js';
import { simulateActivity } from '../power/activity.js';
import { type AsicLibrary, requireAsic } from '../power/asic.js';
import { cellModels } from '../power/liberty.js';
import { wirePerLoad } from '../power/opensta.js';
import { type PowerSettings, requireClock, requireRight } from '../power/power.js';
import { blockOf } from './block.js';
import { checkNetlist, checkPlaces } from './check.js';
import { unjoined } from './connected.js';
import { fillers, placedDef, withSupply } from './def.js';
import { floorplan, macroOf } from './floorplan.js';
import { readLef } from './lef.js';
import { signOff } from './magic.js';
import { mapDesign } from './mapped.js';
import { layoutSvg } from './picture.js';
import { placeBlock } from './place.js';
import { priceWires } from './price.js';
import { readDef } from './read-def.js';
import type { LayoutResult } from './result.js';
import { hardNets, type Routed, routeBlock } from './route.js';
import { LAYOUT_LIBRARIES, requireLayout } from './tools.js';
import { halfPerimeters, routedWires } from './wires.js';

/** A layout: figures, and files in the generated folder. */
export interface Layout {
  result: LayoutResult;
  /** The block without wires, small enough to be kept. */
  picture: string;
  /** Where DEF, GDS and the picture with wires lie. */
  folder: string;
}

/**
 * Maps a generated design into cells, places and routes them, checks the layout, and prices fragments with its wires. Memories
 * stay outside of the block.
 */
export async function layOut(hardware: Hardware, target: AsicLibrary, settings: PowerSettings): Promise<Layout> {
  const { set, clockMHz, simulator, progress } = settings;
  const library = LAYOUT_LIBRARIES.find(({ name }) => name === target.name)!;
  const sta = requireAsic(target);
  const tools = requireLayout(library);
  progress(`yosys: ${hardware.name} in cells of ${target.name}`);
  const mapped = await mapDesign(hardware, target, settings.folder);
  const lef = readLef(readFileSync(library.lef, 'utf8'), library.lef);
  const block = blockOf(mapped.netlist);
  const plan = floorplan(block, lef, target.wires.utilisation);
  const folder = resolve(settings.folder, 'sim', `layout-${target.name}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(library.lef, join(folder, 'cells.lef'));

  progress(`Coloquinte: ${block.cells.length} cells`);
  const places = await placeBlock(folder, block, lef, plan, tools.placer);
  const fill = fillers(block, lef, plan, places, library.filler);
  const placed = placedDef(block, lef, plan, places, fill);
  writeFileSync(join(folder, 'placed.def'), placed);
  const { hardPins } = library;
  const first = hardNets(block, hardPins);
  // Neither needs the other, and both take minutes.
  const [routed, activity] = await Promise.all([
    once(folder, [placed, first.join(' '), tools.versions.qrouter!], () =>
      routeBlock({ folder, router: tools.router, block, lef, plan, hardPins, progress }),
    ),
    simulateActivity(hardware, {
      ...{ folder: settings.folder, label: `layout-${target.name}`, gates: mapped.gates, set, simulator, progress },
      models: cellModels(mapped.library, Object.keys(cellCounts(mapped.gates))),
      watched: mapped.memories.flatMap(({ pins }) => [pins.re_i!.bits, pins.we_i!.bits]),
    }),
  ]);
  writeFileSync(join(folder, 'final.def'), withSupply(routed.def, lef, plan));
  const def = readDef(routed.def, 'routed.def');
  const checks = { netlist: checkNetlist(def, block, library.filler), places: checkPlaces(def, lef, plan.core) };
  const apart = unjoined(def, lef);
  const signoff = await signOff({ folder, block, lef, library, tools, progress });

  requireRight(activity, hardware.name);
  const placedUm = halfPerimeters(block, lef, plan, places);
  const wires = routedWires(def, lef);
  // A net that stayed open has no wire: its half perimeter stands for it.
  const open = new Set([...routed.open, ...apart.map(({ net }) => net)]);
  const routedUm = new Map(
    block.nets.map(({ name, number }) => [
      number,
      open.has(name) ? placedUm.get(number)! : (wires.get(name)?.length ?? 0),
    ]),
  );
  const perLoad = wirePerLoad(mapped.cells, mapped.area, target.wires) / target.wires.capacitance;
  const priced = { folder: join(folder, 'sta'), target, sta, mapped, activity, clockMHz };
  const price = async (name: string, lengths: ReadonlyMap<number, number> | null) => {
    progress(`OpenSTA: wires ${name}`);
    return priceWires(priced, lengths);
  };
  const costs = {
    estimated: await price('estimated', null),
    placed: await price('placed', placedUm),
    routed: await price('routed', routedUm),
  };
  requireClock(clockMHz, costs.routed.fmaxMHz, target.title);
  const memories = mapped.prices.map(({ name, areaUm2 }, m) => ({
    ...{ name, areaMm2: areaUm2 / 1e6 },
    pins: block.pins.filter(({ memory }) => memory === m).length,
  }));
  const drawn = mapped.prices.map(({ name, areaUm2 }) => ({ name, areaUm2 }));
  writeFileSync(join(folder, 'layout.svg'), layoutSvg(block, lef, plan, def, drawn));
  const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
  const um = (value: number) => value / lef.units;
  const coreMm2 = (um(plan.core.x1 - plan.core.x0) * um(plan.core.y1 - plan.core.y0)) / 1e6;
  const cellMm2 = sum(block.cells.map(({ type }) => um(macroOf(lef, type).width) * um(lef.site.height))) / 1e6;
  const result: LayoutResult = {
    ...{ design: hardware.name, target: target.name, modelled: true, ...measuredOn(settings.folder) },
    ...{ source: set.provenance.source, fragments: set.names.length, clockMHz },
    block: {
      ...{ cells: block.cells.length, fillers: fill.length, pins: block.pins.length, nets: block.nets.length },
      ...{ rows: plan.rows, widthUm: um(plan.width), heightUm: um(plan.height) },
      ...{ cellMm2, coreMm2, utilisation: cellMm2 / coreMm2 },
    },
    memories,
    wires: {
      estimatedUm: perLoad * sum(block.nets.map(({ terminals }) => terminals.length - 1)),
      placedUm: sum(placedUm.values()),
      routedUm: sum(routedUm.values()),
      vias: sum([...wires.values()].map(({ vias }) => vias)),
      capacitancePf: target.wires.capacitance * sum(routedUm.values()),
      layersPf: sum([...wires.values()].map(({ capacitance }) => capacitance)),
    },
    costs,
    checks: {
      ...{ cells: checks.netlist.counts.cells!, nets: checks.netlist.counts.nets!, pins: checks.netlist.counts.pins! },
      overlaps: checks.places.counts.overlaps!,
      faults: [...checks.netlist.faults, ...checks.places.faults],
      open: open.size,
      drc: signoff.drc,
      lvs: signoff.lvs,
    },
    scores: activity.scores,
    tools: { Yosys: mapped.yosys.version, OpenSTA: sta.version, simulator: activity.simulator, ...tools.versions },
  };
  return { result, folder, picture: layoutSvg(block, lef, plan, { ...def, nets: [] }, drawn) };
}

/** Routing takes by far the longest: its result is kept and used again while what goes in stays the same. */
async function once(folder: string, given: readonly string[], route: () => Promise<Routed>): Promise<Routed> {
  const key = createHash('sha256').update(given.join('\n')).digest('hex').slice(0, 16);
  const kept = join(folder, `routed-${key}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Routed;
  const routed = await route();
  writeFileSync(kept, JSON.stringify(routed));
  return routed;
}
