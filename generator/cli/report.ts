import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { designFolder } from '../config/design.js';
import { UserError } from '../config/errors.js';
import { keptFile, keptSource } from '../config/roots.js';
import { writeStaged } from '../config/write-staged.js';
import { storage } from '../model/storage.js';
import { measuredAccuracy } from '../report/accuracy.js';
import { BOARD_RESULTS, printBoardResult, readBoardResult, readBoardResults, withBoards } from '../report/boards.js';
import { cardFiles } from '../report/card-files.js';
import { withResults } from '../report/readme.js';
import { type DesignResults, printResults, RESULTS_FOLDER, readResults } from '../report/results.js';
import { findBoard } from '../synth/boards.js';
import { FAMILY_NAMES } from '../synth/yosys.js';
import { buildDesign } from './designs.js';
import { BOARD_RESULT, boardFolder } from './on-board.js';

const README = keptFile('README.md');

const EXAMPLE = `
Examples:
  $ bitbeat report --design ecg17-small
  $ bitbeat report --board icebreaker ulx3s
  $ bitbeat report --check
  $ bitbeat report --card models/ecg17

With --design: takes what simulate and synth left in build/<design>/results over into ${RESULTS_FOLDER}. Then writes the
table of results in ${README} from what lies there; --check only says whether it is up to date (exit code 1 if not).
With --board the same is done with what bitstream left, in ${BOARD_RESULTS}.
With --card: writes a model's card and its pictures from what quantise, evaluate and compare left in its folder.`;

/** `bitbeat report`: the table of results in the README, and model cards. */
export function reportCommand(): Command {
  return new Command('report')
    .summary('write the table of results in the README, or model cards')
    .description('Writes the table of results in the README, or model cards, from what was measured.')
    .option('--design <names...>', 'designs whose results are taken over first')
    .option('--board <names...>', 'boards whose results, of their own designs, are taken over first')
    .option('--card <folders...>', 'folders of models whose cards are written, and nothing else')
    .option('--check', 'write nothing; exit code 1 if the table or a card is stale')
    .addHelpText('after', EXAMPLE)
    .action(async (options: { design?: string[]; board?: string[]; card?: string[]; check?: boolean }) => {
      if (options.card !== undefined) {
        for (const folder of options.card)
          for (const [path, text] of await cardFiles(folder)) update(path, text, options);
        return;
      }
      for (const name of options.design ?? []) takeOver(name);
      for (const name of options.board ?? []) takeOverBoard(name);
      const readme = withResults(readFileSync(keptSource('README.md'), 'utf8'), README, readResults(RESULTS_FOLDER));
      update(README, withBoards(readme, README, readBoardResults(BOARD_RESULTS)), options);
    });
}

/** Writes a file that differs from `text`, or with `check` only says so. */
function update(path: string, text: string, { check }: { check?: boolean }): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) console.log(`${path} is up to date`);
  else if (check) {
    console.error(`${path} is stale; mend it with the same command without --check`);
    process.exitCode = 1;
  } else {
    writeStaged(path, text);
    console.log(`wrote ${path}`);
  }
}

function takeOver(name: string): void {
  const { design, hardware } = buildDesign(name);
  const { totalBytes, averageBitwidth, compression } = storage(hardware.model);
  const measured = (file: string, command: string) => {
    const path = join(designFolder(design.name), 'results', file);
    if (!existsSync(path))
      throw new UserError({ where: path, message: 'not measured yet', fix: `npx bitbeat ${command} --design ${name}` });
    return JSON.parse(readFileSync(path, 'utf8'));
  };
  const results = {
    design: design.name,
    model: { name: hardware.model.name, storedBytes: totalBytes, averageBitwidth, compression },
    accuracy: measuredAccuracy(design.model),
    simulation: measured('simulate-verilator.json', 'simulate'),
    synthesis: FAMILY_NAMES.map((family) => measured(`synth-${family}.json`, 'synth')),
  } as DesignResults;
  mkdirSync(RESULTS_FOLDER, { recursive: true });
  writeStaged(join(RESULTS_FOLDER, `${design.name}.json`), printResults(results));
}

function takeOverBoard(name: string): void {
  const board = findBoard(name, '--board');
  const { design } = buildDesign(board.design);
  const path = join(boardFolder(design.name, board.name), 'results', BOARD_RESULT);
  if (!existsSync(path))
    throw new UserError({ where: path, message: 'not measured yet', fix: `npx bitbeat bitstream --board ${name}` });
  mkdirSync(BOARD_RESULTS, { recursive: true });
  writeStaged(join(BOARD_RESULTS, `${name}.json`), printBoardResult(readBoardResult(path)));
}
