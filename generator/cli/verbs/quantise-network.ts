import { basename, join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { quantiseNetwork } from '../../api.js';
import { beyondHardware } from '../../arch/chain.js';
import { toDesignName } from '../../config/design-name.js';
import { writeIntegerModel } from '../../model/file.js';
import type { QuantisedNetwork } from '../../quantise/quantise-network.js';
import type { FieldProblem } from '../../support/errors.js';
import { printable } from '../../support/printable.js';
import { note } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import { writeFloatModel } from '../../train/float-file.js';
import { levelsTable } from '../levels-table.js';
import { originsTable } from '../origins-table.js';
import { imitationProgress } from '../training.js';

export interface NetworkOptions {
  data: string;
  test?: string;
  network?: string;
  samples?: number;
  name?: string;
  budget?: number;
  bits?: number;
  bases?: number;
  windows?: number;
  seed?: number;
  out: string;
  json?: boolean;
}

/** Parser of a size: `8000`, `10kB`, `16KiB`. */
export function bytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(B|kB|KiB)?$/i.exec(text) ?? [];
  const factor = { kb: 1000, kib: 1024 }[unit?.toLowerCase() ?? ''] ?? 1;
  const value = Math.floor(Number(number) * factor);
  if (number === undefined || value < 1) throw new InvalidArgumentError('not a size, such as 8000, 10kB or 16KiB.');
  return value;
}

/** Quantises a network of another framework and writes model and design. */
export async function quantiseForeign(file: string, options: NetworkOptions): Promise<void> {
  const { data, test, network, samples, budget, bits, bases, windows, seed, out, json } = options;
  const name = options.name ?? nameOf(file);
  const settings = { bytes: budget ?? null, activationBits: bits, maxBits: bases, windows, seed };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const result = await quantiseNetwork({
    file,
    data,
    test,
    network,
    samples,
    name,
    ...given,
    onRound: imitationProgress(),
  });
  const model = join(out, `${name}.alq.json`);
  writeFloatModel(join(out, `${name}.float.json`), result.float);
  const beyond = beyondHardware(result.integer);
  const design = join(out, `${name}.json`);
  writeStaged(
    design,
    `${JSON.stringify({ name, model: `${name}.alq.json`, architecture: 'folded', folding: { lanes: 8, tapsPerLookup: 4 } }, null, 2)}\n`,
  );
  writeIntegerModel(model, result.integer);
  for (const text of [...result.notes, ...hardwareNotes(beyond)]) note(text);
  console.log(json ? JSON.stringify(summary(result, model), null, 2) : text(result, beyond.length > 0 ? null : design));
}

/** What keeps an integer network from becoming hardware, in one note. */
function hardwareNotes(beyond: readonly FieldProblem[]): string[] {
  const [first] = beyond;
  if (first === undefined) return [];
  const others = beyond.length === 1 ? '' : `, and ${beyond.length - 1} more`;
  return [`no hardware is made of it so far: ${first.field}: ${first.message}${others}`];
}

/** `path/model.onnx` to `model`, as names of designs are. */
const nameOf = (file: string): string => toDesignName(basename(file).replace(/\.[^.]*$/, ''));

function summary(result: QuantisedNetwork, model: string) {
  const { levels, metric, outputs, windows, storageBytes, float32Bytes, origins, notes, rounds } = result;
  return { model, windows, metric, storageBytes, float32Bytes, levels, outputs, origins, epochs: rounds.length, notes };
}

function text(result: QuantisedNetwork, design: string | null): string {
  return [
    levelsTable(result),
    ...originsTable(result.origins),
    `${result.storageBytes} bytes stored, float32 would be ${result.float32Bytes}`,
    ...(design === null ? [] : [`next: npx bitbeat simulate --design ${printable(design)}`]),
  ].join('\n');
}
