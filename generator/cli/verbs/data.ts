import { join } from 'node:path';
import { Command, Option } from 'commander';
import { SHIPPED } from '../../config/defaults.js';
import { freeFile, understandFolder } from '../../data/init/init.js';
import { openingSignals } from '../../data/open.js';
import { type RecordSummary, summariseRecord } from '../../data/readers/record-summary.js';
import { namesRecord } from '../../data/readers/wfdb-files.js';
import { summarise } from '../../data/summary.js';
import { renderSvg } from '../../report/pictures/render.js';
import { windowsPicture } from '../../report/pictures/windows.js';
import { textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { watched } from '../../support/long-work.js';
import { printable } from '../../support/printable.js';
import { log, note } from '../../support/progress.js';
import { writableTarget, writeStaged } from '../../support/write-staged.js';
import { dataTable } from '../data-table.js';
import { jsonOption } from '../options.js';

/** Shown when no data is named: two fragments of each class. */
const SYNTHETIC = { windows: 34, seed: 1 };

const EXAMPLE = `
Examples:
  $ npx bitbeat data --data ${SHIPPED.data}
  $ npx bitbeat data --data ${SHIPPED.data} --json
  $ npx bitbeat data --data mitdb/100.hea
  $ npx bitbeat data --data motions/data.json --picture motions.svg
  $ npx bitbeat data --init motions

A data set file says where data lie and what reads them (docs/data.md); a folder without one is taken for the data set of
configs/datasets that is the default. --init looks at the files of a folder and writes what it understood as such a file, which is
then to be corrected: what was assumed is told. A WFDB record is read with its annotations. Without data what is built in is described.`;

interface Options {
  data?: string;
  init?: string;
  out?: string;
  picture?: string;
  json?: boolean;
}

/** `bitbeat data`: what is in a data folder or a record. */
export function dataCommand(): Command {
  return new Command('data')
    .summary('check a data set or a WFDB record')
    .description('Reads a data set or a WFDB record, checks every file and prints what it holds.')
    .addOption(new Option('--data <dir|file>', 'folder, data set file, or WFDB record').env('BITBEAT_DATA'))
    .option('--init <folder>', 'folder whose files are looked at, to write a data set file that describes them')
    .option('--out <file.json>', 'that file; data.json in the folder if left out')
    .option('--picture <file.svg>', 'file to write besides: one window of each class of a data set, or some windows')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const { data, init, picture, json } = options;
      if (init !== undefined) return console.log(await ofFolder(init, options));
      const isRecord = data !== undefined && namesRecord(data);
      if (picture !== undefined) requirePicture(picture, isRecord ? data : undefined);
      console.log(isRecord ? ofRecord(data, json) : await ofFragments(options));
    });
}

/** Throws UserError when no picture can be written to `path`, or `record` is what is read, which has no windows. */
function requirePicture(path: string, record: string | undefined): void {
  const where = '--picture';
  if (record !== undefined)
    throw new UserError({ where, message: 'of a record, which has no classes', value: record, allowed: 'a data set' });
  if (!/\.svg$/i.test(path))
    throw new UserError({ where, message: 'no SVG file', value: path, allowed: '<name>.svg', fix: `${path}.svg` });
  writableTarget(path);
}

/** Describes a folder by a data set file. */
async function ofFolder(folder: string, { out, json, picture }: Options): Promise<string> {
  const file = out ?? join(folder, 'data.json');
  if (!/\.json$/i.test(file)) {
    const fix = `${file}.json`;
    throw new UserError({ where: '--out', message: 'no data set file', value: file, allowed: '<name>.json', fix });
  }
  if (picture !== undefined) requirePicture(picture, undefined);
  const { text, assumed, set } = await understandFolder(folder, freeFile(file));
  writeStaged(file, text);
  for (const line of assumed) note(`assumed: ${line}`);
  for (const line of set.provenance.notes) note(line);
  log(`wrote ${file}`);
  if (picture !== undefined) writeStaged(picture, await renderSvg(windowsPicture(set)));
  const summary = summarise({ ...set, provenance: { ...set.provenance, source: file } });
  return json ? JSON.stringify(summary, null, 2) : dataTable(summary);
}

function ofRecord(path: string, json = false): string {
  const summary = summariseRecord(path);
  return json ? JSON.stringify(summary, null, 2) : recordTable(summary);
}

async function ofFragments({ data, picture, json }: Options): Promise<string> {
  const set = await watched(openingSignals(data, SYNTHETIC), `reading ${data}`);
  for (const text of set.provenance.notes) note(text);
  const summary = summarise(set);
  if (picture !== undefined) {
    log(`drawing ${picture}`);
    writeStaged(picture, await renderSvg(windowsPicture(set)));
  }
  if (json) return JSON.stringify(summary, null, 2);
  return [dataTable(summary), ...(picture === undefined ? [] : [`wrote ${printable(picture)}`])].join('\n');
}

function recordTable({ source, record, samples, sampleRateHz, signals, annotations, beats }: RecordSummary): string {
  const unknown = 'not given';
  // Few records have signals of several rates.
  const isMixed = signals.some(({ samplesPerFrame }) => samplesPerFrame !== 1);
  return [
    `${printable(source)}: record ${record}, ${signals.length} signals of ${samples} samples at ${sampleRateHz} Hz`,
    textTable(
      ['signal', 'description', 'codes a unit', 'zero', 'bits', 'codes', 'invalid samples', ...(isMixed ? ['Hz'] : [])],
      signals.map(({ description, gain, units, samplesPerFrame, zero, adcBits, min, max, invalid }, i) => [
        i,
        printable(description || unknown),
        `${gain}/${printable(units)}`,
        zero,
        adcBits ?? unknown,
        min === null ? 'none' : `${min} to ${max}`,
        invalid,
        ...(isMixed ? [sampleRateHz * samplesPerFrame] : []),
      ]),
    ),
    `${annotations} annotations, ${beats} of them beats`,
  ].join('\n');
}
