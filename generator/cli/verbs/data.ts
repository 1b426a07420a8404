import { Command, Option } from 'commander';
import { SHIPPED } from '../../config/defaults.js';
import { openingSignals } from '../../data/open.js';
import { type RecordSummary, summariseRecord } from '../../data/readers/record-summary.js';
import { namesRecord } from '../../data/readers/wfdb-files.js';
import { type DataSummary, summarise } from '../../data/summary.js';
import { textTable } from '../../report/table.js';
import { watched } from '../../support/long-work.js';
import { printable } from '../../support/printable.js';
import { note } from '../../support/progress.js';
import { jsonOption } from '../options.js';

/** Shown when no data is named: two fragments of each class. */
const SYNTHETIC = { windows: 34, seed: 1 };

const EXAMPLE = `
Examples:
  $ npx bitbeat data --data ${SHIPPED.data}
  $ npx bitbeat data --data ${SHIPPED.data} --json
  $ npx bitbeat data --data mitdb/100.hea
  $ npx bitbeat data --data motions/data.json

A data set file says where data lie and what reads them (docs/data.md); a folder without one is taken for the data set of
configs/datasets that is the default. A WFDB record is read with its annotations. Without data what is built in is described.`;

interface Options {
  data?: string;
  json?: boolean;
}

/** `bitbeat data`: what is in a data folder or a record. */
export function dataCommand(): Command {
  return new Command('data')
    .summary('check a data set or a WFDB record')
    .description('Reads a data set or a WFDB record, checks every file and prints what it holds.')
    .addOption(new Option('--data <dir|file>', 'folder, data set file, or WFDB record').env('BITBEAT_DATA'))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ data, json }: Options) => {
      const text = data !== undefined && namesRecord(data) ? ofRecord(data, json) : await ofFragments(data, json);
      console.log(text);
    });
}

function ofRecord(path: string, json = false): string {
  const summary = summariseRecord(path);
  return json ? JSON.stringify(summary, null, 2) : recordTable(summary);
}

async function ofFragments(dir: string | undefined, json = false): Promise<string> {
  const set = await watched(openingSignals(dir, SYNTHETIC), `reading ${dir}`);
  for (const text of set.provenance.notes) note(text);
  const summary = summarise(set);
  return json ? JSON.stringify(summary, null, 2) : dataTable(summary);
}

export function dataTable(summary: DataSummary): string {
  const { source, fragments, samples, channels, groups, classes, codes, duplicates } = summary;
  const shape = channels === 1 ? `${samples} samples` : `${channels} channels of ${samples} samples`;
  return [
    `${printable(source)}: ${fragments} fragments of ${shape}, ${groups} groups`,
    ...(classes.length === 0
      ? ['no classes']
      : [
          textTable(
            ['class', 'fragments', 'groups'],
            classes.map((c) => [
              c.name,
              c.fragments,
              c.fragments > 0 && groups === fragments ? 'each its own' : c.groups.join(' ') || 'none',
            ]),
          ),
        ]),
    ...codes.map(({ min, max, mean, sd }, c) => {
      const of = channels === 1 ? 'ADC codes' : `channel ${c}: ADC codes`;
      return `${of} ${min} to ${max}, mean ${mean.toFixed(1)}, standard deviation ${sd.toFixed(1)}`;
    }),
    `${duplicates.length} groups of byte-identical fragments${duplicates.length > 0 ? ':' : ''}`,
    ...duplicates.map((names) => `  ${names.join(' = ')}`),
  ].join('\n');
}

function recordTable({ source, record, samples, sampleRateHz, signals, annotations, beats }: RecordSummary): string {
  const unknown = 'not given';
  return [
    `${printable(source)}: record ${record}, ${signals.length} signals of ${samples} samples at ${sampleRateHz} Hz`,
    textTable(
      ['signal', 'description', 'codes a unit', 'zero', 'bits', 'codes', 'invalid samples'],
      signals.map(({ description, gain, units, zero, adcBits, min, max, invalid }, i) => [
        i,
        printable(description || unknown),
        `${gain}/${printable(units)}`,
        zero,
        adcBits ?? unknown,
        min === null ? 'none' : `${min} to ${max}`,
        invalid,
      ]),
    ),
    `${annotations} annotations, ${beats} of them beats`,
  ].join('\n');
}
