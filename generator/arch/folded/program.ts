import { INPUT } from '../../network/network.js';
import { readBy } from '../lower.js';
import { poolSum } from '../pool.js';
import { Assembler, type Limits } from './assembler.js';
import { wordsOfGroup } from './fill.js';
import type { FoldedFolding, FoldedLayer, FoldedSizing, SharedWork } from './hardware.js';
import { type Instruction, RESTART } from './isa.js';
import type { Layout } from './place.js';
import { moveRows, poolRows, storeInputs, zerosBetween } from './rows.js';
import { type LayerRows, runTiles } from './tiles.js';
import { keepsSign, looksUpWords, magnitudeBits } from './widths.js';

/** A program and what it says about its layers. */
export interface Program {
  instructions: Instruction[];
  /** Layer of each instruction; -1: inputs. */
  layerOf: number[];
  /** Where each layer's values are stored. */
  places: Pick<FoldedLayer, 'biases' | 'pooled'>[];
  /** Behind the bias that pushes the last score out. */
  end: number;
}

/**
 * The program of a network: stores the inputs, then layer by layer and tile by tile fills the window, builds the tables and
 * computes every output channel. `signs`: first sign word of each layer. `shared`: what later windows take over from the
 * one before; they then go on behind the last layer, and join the first window's way at the second layer.
 */
export function buildProgram(
  layers: readonly FoldedSizing[],
  layout: Layout,
  folding: FoldedFolding,
  signs: readonly number[],
  limits: Limits,
  shared: SharedWork | null,
): Program {
  const assembler = new Assembler(
    limits,
    layers.some((layer) => layer.pixelwise),
  );
  const layerOf: number[] = [];
  const belongs = (layer: number) => {
    while (layerOf.length < assembler.address) layerOf.push(layer);
  };
  const rowsOf = layers.map(({ layer, name }, i): LayerRows => {
    const from = readBy(layer).map((edge) => layout.get(edge)!);
    return { from, to: layout.get(name) ?? null, signs: signs[i]! };
  });
  const [first, ...rest] = layers;
  const inputs = layout.get(INPUT)!;
  const rows = rowsOf[0]!.to;

  storeInputs(assembler, inputs);
  belongs(-1);
  const places = [runLayer(assembler, first!, rowsOf[0]!, folding)];
  belongs(0);
  const joint = { address: assembler.address, load: assembler.load, store: assembler.store };
  assembler.forget();
  rest.forEach((layer, i) => {
    places.push(runLayer(assembler, layer, rowsOf[i + 1]!, folding));
    belongs(i + 1);
  });
  const end = places.at(-1)!.biases.to;

  if (shared === null || rows === null) {
    assembler.emit(RESTART);
  } else {
    storeInputs(assembler, inputs);
    belongs(-1);
    prepareLayer(assembler, first!, folding);
    moveRows(assembler, first!, rows, shared);
    if (shared.head > 0) runTiles(assembler, first!, rowsOf[0]!, folding, 0, shared.head);
    runTiles(assembler, first!, rowsOf[0]!, folding, shared.tail, first!.tiles - shared.tail);
    // Where the last tile has more positions than the row, it has stored into the zeros behind it.
    if ((first!.tiles * folding.lanes) / first!.block > rows.length) zerosBetween(assembler, rows);
    assembler.moveLoad(joint.load - assembler.load);
    assembler.moveStore(joint.store - assembler.store);
    // A loop of two rounds whose end is its jump.
    assembler.emit({ op: 'setLoop1', rounds: 2 }, { op: 'next', loop: 1, target: joint.address });
    places[0] = { biases: { from: 0, to: 0 }, pooled: null };
  }
  belongs(shared === null ? -1 : 0);
  return { instructions: assembler.instructions, layerOf, places, end };
}

/** One layer. */
function runLayer(
  assembler: Assembler,
  layer: FoldedSizing,
  rows: LayerRows,
  folding: FoldedFolding,
): Pick<FoldedLayer, 'biases' | 'pooled'> {
  const { pool } = layer.shape;
  prepareLayer(assembler, layer, folding);
  const biases = runTiles(assembler, layer, rows, folding, 0, layer.tiles);
  if (rows.to === null) return { biases, pooled: null };
  const whole = pool === null || (pool.kernel === layer.block && pool.stride === layer.block);
  const pooled = whole ? null : poolRows(assembler, layer, rows.to, folding.lanes);
  zerosBetween(assembler, rows.to);
  return { biases, pooled };
}

/** Registers that stay the same in a layer. */
function prepareLayer(assembler: Assembler, layer: FoldedSizing, { tapsPerLookup: taps }: FoldedFolding): void {
  const { lookups, phases, requantShift, shape, block } = layer;
  const windowStep = layer.pixelwise ? phases.count * wordsOfGroup(layer, taps) : 1;
  assembler.emit(
    { op: 'setPass', lookups, direct: Number(looksUpWords(layer, taps)) },
    ...(assembler.pixelwise ? [{ op: 'setStep', step: windowStep } as const] : []),
    {
      op: 'setOutput',
      raw: requantShift === null,
      sum: poolSum(shape) === 1,
      block,
      shift: requantShift ?? 0,
      bits: magnitudeBits(layer) ?? 0,
      signed: Number(keepsSign(layer)),
    },
  );
}
