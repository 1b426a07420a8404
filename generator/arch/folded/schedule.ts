import { portsOf } from '../../config/ports.js';
import { sliceTakes } from '../ports.js';
import { joinActivities, type Schedule } from '../schedule.js';
import { type Executed, executed } from './execution.js';
import type { FoldedHardware, FoldedLayer } from './hardware.js';
import { type Instruction, SOURCES } from './isa.js';
import { foldedOrder } from './order.js';

const DOING = [
  { name: 'samples', meaning: 'takes samples' },
  { name: 'fill', meaning: 'shifts inputs into the lanes' },
  { name: 'build', meaning: 'builds tables of sums' },
  { name: 'pass', meaning: 'adds bases: a lookup a cycle in every lane' },
  { name: 'bias', meaning: 'shifts values out and the bias in' },
  { name: 'store', meaning: 'moves, pools or clears stored values' },
  { name: 'control', meaning: 'loops, addresses and settings' },
] as const;

const place = (name: (typeof DOING)[number]['name']) => DOING.findIndex((one) => one.name === name);
const OPS: Partial<Record<Instruction['op'], number>> = {
  fill: place('fill'),
  build: place('build'),
  pass: place('pass'),
  bias: place('bias'),
  store: place('store'),
  pool: place('store'),
  read: place('store'),
};

function doingOf(instruction: Instruction): number {
  if (instruction.op === 'store' && instruction.source === SOURCES.inputs) return place('samples');
  return OPS[instruction.op] ?? place('control');
}

/** Layers follow one another on one engine. */
export function foldedSchedule(hardware: FoldedHardware): Schedule {
  const { layers, codeCycles, layerOf, run } = hardware;
  const { registered } = portsOf(hardware);
  const start = run.first - 1;
  // The slice of the score port gives each in the cycle after the engine.
  const late = (layer: number) => (registered && layer === layers.length - 1 ? 1 : 0);
  const steps = firstFragment(hardware);
  const activities = (layer: number) =>
    joinActivities(
      steps
        .filter(({ at }) => layerOf[at] === layer)
        .map(({ instruction, time, cycles }) => ({ doing: doingOf(instruction), from: time - start, cycles })),
    );
  return {
    doing: DOING,
    codes: (registered ? sliceTakes(codeCycles.first) : codeCycles.first).map((cycle) => cycle - start),
    input: activities(-1),
    layers: layers.map((layer, i) => ({
      activities: activities(i),
      values: valueCycles(hardware, layer, steps)?.map((cycle) => cycle - start + late(i)) ?? null,
    })),
  };
}

/** All that is executed from the reset to the first fragment's last score. */
function firstFragment({ program, folding, end, layers }: FoldedHardware): Executed[] {
  const several = layers.at(-1)!.tiles > 1;
  const steps: Executed[] = [];
  for (const step of executed(program, folding)) {
    if (step.at === end && !(several && step.rounds > 1)) break;
    steps.push(step);
  }
  return steps;
}

/**
 * The cycle of each value of a layer, in `foldedOrder`: a bias shifts the values of the output before it out of the lanes, one a cycle; the
 * first of a batch has none before it. Null where values are pooled once all are there.
 */
function valueCycles({ layers, folding }: FoldedHardware, layer: FoldedLayer, steps: readonly Executed[]) {
  const { batches, biases, block, lengths, pooled, tilePositions } = layer;
  if (pooled !== null || biases.to === 0) return null;
  const raw = layer === layers.at(-1);
  const inTile = tilePositions / block;
  const cycles: number[] = [];
  let [batch, inBatch, tile] = [0, 0, 0];
  for (const { at, instruction, time, cycles: taken } of steps) {
    if (instruction.op !== 'bias' || at < biases.from || at >= biases.to) continue;
    if (inBatch > 0) {
      const values = Math.min(inTile, lengths.output - tile * inTile);
      const first = folding.lanes - tilePositions + 1;
      for (let v = 0; v < values; v++)
        cycles.push(raw ? time + taken - values + v : time + first + (v + 1) * block - 1);
    }
    if (inBatch++ < batches[batch]!.outputs.length) continue;
    inBatch = 0;
    batch = (batch + 1) % batches.length;
    if (batch === 0) tile++;
  }
  return cycles.length === foldedOrder(layer).length ? cycles : null;
}
