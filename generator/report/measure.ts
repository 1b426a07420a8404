import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { designFolder, readDesign } from '../config/design.js';
import { designFile } from '../config/known-designs.js';
import { progressText } from '../support/progress.js';
import { readJson } from '../support/read-json.js';
import { writeStaged } from '../support/write-staged.js';
import { BOARD_RESULTS, printBoardResult } from './board-results.js';
import { findRow } from './board-rows.js';
import { currentDesign, hasKeptModel } from './freshness.js';
import { type Measurement, readmeDesigns } from './measurements.js';
import { printResults, RESULTS_FOLDER, readResults } from './results.js';
import { ifThere, keptOrLeft, leftOfBoard } from './take-over.js';

/** Seconds that measurements took here, by their names; not kept elsewhere, as machines differ. */
const SECONDS = join('build', 'results', 'seconds.json');
const secondsSchema = z.record(z.string(), z.number().min(0));

export function lastSeconds(): Record<string, number> {
  return (existsSync(SECONDS) ? ifThere(() => readJson(SECONDS, secondsSchema)) : undefined) ?? {};
}

export const nameOf = ({ kind, name }: Measurement) => [kind, name].filter(Boolean).join(' ');

export interface Running {
  /** Runs a command line of bitbeat; the exit code. */
  run: (command: readonly string[]) => Promise<number>;
  tell: (text: string) => void;
}

/**
 * Measures one after the other. What is measured is kept at once, so that a run that is cut goes on where it stopped; one that
 * fails does not stop the others. Returns those that failed.
 */
export async function measureAll(todo: readonly Measurement[], running: Running): Promise<Measurement[]> {
  const failed: Measurement[] = [];
  const begun = performance.now();
  for (const [i, measurement] of todo.entries()) {
    const name = nameOf(measurement);
    const done = progressText(i / todo.length, (performance.now() - begun) / 1000);
    running.tell(`${i + 1} of ${todo.length}: ${name} (${done})`);
    const start = performance.now();
    const code = await running.run(measurement.command);
    if (code !== 0) {
      failed.push(measurement);
      running.tell(`${name}: failed, exit code ${code}`);
      continue;
    }
    keep(measurement);
    const seconds = Math.round((performance.now() - start) / 100) / 10;
    writeStaged(SECONDS, `${JSON.stringify({ ...lastSeconds(), [name]: seconds }, null, 2)}\n`);
    running.tell(`${name}: ${seconds} s`);
  }
  return failed;
}

/** Takes over what verbs leave in `build/`; the other ones write their results themselves. */
function keep({ kind, name }: Measurement): void {
  if (kind === 'simulation' || kind === 'synthesis') keepDesign(name);
  if (kind !== 'boards') return;
  const row = findRow(name, BOARD_RESULTS);
  const now = currentDesign(designFile(row.design));
  const left = join(designFolder(`${now.design.name}-${row.board}`), 'results', 'board.json');
  writeStaged(join(BOARD_RESULTS, `${name}.json`), printBoardResult(leftOfBoard(row, now, left)));
}

function keepDesign(name: string): void {
  const file = designFile(name);
  const kept = readResults(RESULTS_FOLDER).find(({ design }) => design === name);
  const found = keptOrLeft(currentDesign(file, name), file, kept);
  if (found !== null) writeStaged(join(RESULTS_FOLDER, `${name}.json`), printResults(found));
}

/** Takes over what an earlier run measured and did not come to keep. */
export function keepAll(): void {
  for (const { name, file } of readmeDesigns())
    if (hasKeptModel(file) || existsSync(readDesign(file).model)) keepDesign(name);
}
