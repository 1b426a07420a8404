import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { quantiseNetwork } from '../../api.js';
import { beyondHardware } from '../../arch/beyond.js';
import { isDesignName } from '../../config/design-name.js';
import { workFolder } from '../../config/known-designs.js';
import { keptImport, keptNames } from '../../import/kept.js';
import { writeIntegerModel } from '../../model/file.js';
import { type KeptLevels, keepLevels } from '../../quantise/foreign/kept-levels.js';
import type { QuantisedNetwork } from '../../quantise/foreign/quantise-network.js';
import { beyondThresholds } from '../../quantise/foreign/thresholds.js';
import { type FieldProblem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { printable } from '../../support/printable.js';
import { note } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import { writeFloatModel } from '../../train/float-file.js';
import { levelsTable } from '../levels-table.js';
import { newName } from '../new-name.js';
import { missingData } from '../options.js';
import { originsTable } from '../origins-table.js';
import { imitationProgress } from '../training.js';

export interface NetworkOptions {
  data?: string;
  test?: string;
  network?: string;
  samples?: number;
  name?: string;
  budget?: number;
  bits?: number;
  bases?: number;
  windows?: number;
  seed?: number;
  tolerance: number;
  out?: string;
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
export async function quantiseForeign(network: string, options: NetworkOptions, command: Command): Promise<void> {
  const { test, budget, bits, bases, windows, seed, json } = options;
  const { name, ...source } = sourceOf(network, options, command);
  const out = options.out ?? workFolder(name);
  const settings = { bytes: budget ?? null, activationBits: bits, maxBits: bases, windows, seed };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const result = await quantiseNetwork({ ...source, name, test, ...given, onRound: imitationProgress() });
  const model = join(out, `${name}.alq.json`);
  writeFloatModel(join(out, `${name}.float.json`), result.float);
  const beyond = beyondHardware(result.integer);
  const design = join(out, `${name}.json`);
  writeStaged(
    design,
    `${JSON.stringify({ name, model: `${name}.alq.json`, architecture: 'folded', folding: { lanes: 8, tapsPerLookup: 4 } }, null, 2)}\n`,
  );
  writeIntegerModel(model, result.integer);
  if (beyond.length === 0) keepLevels(model, keptOf(result, test ?? source.data));
  for (const text of result.notes) note(text);
  const failures = beyondThresholds(result, options.tolerance);
  const next = printable(options.out === undefined ? name : design);
  const rtl = noHardware(beyond) ?? `npx bitbeat simulate ${next}`;
  console.log(json ? JSON.stringify(summary(result, model, rtl, failures), null, 2) : text(result, rtl, failures));
  if (failures.length > 0) process.exitCode = 1;
}

/** What keeps an integer network from becoming hardware, in one line; null: nothing. */
function noHardware(beyond: readonly FieldProblem[]): string | null {
  const [first] = beyond;
  if (first === undefined) return null;
  const others = beyond.length === 1 ? '' : `, and ${beyond.length - 1} more`;
  return `no hardware is made of it so far: ${printable(first.field)}: ${printable(first.message)}${others}`;
}

/** What the level of its Verilog is to be compared with. */
function keptOf({ set, imported, levels, outputs, windows }: QuantisedNetwork, data: string): KeptLevels {
  const { scores, ...reference } = imported;
  return {
    ...{ data, windows, levels: levels as KeptLevels['levels'], outputs, ...reference },
    imported: Object.fromEntries(scores.map((own, i) => [set.hashes[i]!, own])),
  };
}

/**
 * A network by the name that it was imported by, with what was said of it then, or by its file.
 *
 * @throws UserError when it is neither
 */
function sourceOf(network: string, options: NetworkOptions, command: Command) {
  const kept = isDesignName(network) ? keptImport(network) : null;
  if (kept === null) {
    if (isDesignName(network) && !existsSync(network)) throw unknownName(network);
    const { network: description, samples, data = missingData(command) } = options;
    return { name: newName(network, options.name), file: network, network: description, samples, data };
  }
  const named = command.getOptionValueSource('data') === 'cli' ? options.data : (kept.data ?? options.data);
  const { file, sha256, network: description, samples } = kept;
  const name = options.name === undefined ? network : newName(file, options.name);
  return {
    ...{ name, file, sha256, data: named ?? missingData(command) },
    ...{ network: options.network ?? description, samples: options.samples ?? samples },
  };
}

function unknownName(name: string): UserError {
  const names = keptNames();
  const fix = nearest(name, names);
  return new UserError({
    where: name,
    message: 'no such file, and no network was imported by this name',
    allowed: [...names, 'the path of a file'].join(', '),
    fix: fix ?? 'npx bitbeat import model.onnx',
  });
}

function summary(result: QuantisedNetwork, model: string, rtl: string, failures: readonly string[]) {
  const { levels, layers, metric, outputs, windows, storageBytes, float32Bytes, origins, notes, rounds } = result;
  const found = { windows, metric, storageBytes, float32Bytes, levels, rtl, layers, outputs, origins };
  return { model, ...found, epochs: rounds.length, notes, failures, pass: failures.length === 0 };
}

function text(result: QuantisedNetwork, rtl: string, failures: readonly string[]): string {
  return [
    levelsTable({ ...result, rtl }),
    ...originsTable(result.origins),
    `${result.storageBytes} bytes stored, float32 would be ${result.float32Bytes}`,
    ...failures.map((failure) => `FAIL ${failure}`),
  ].join('\n');
}
