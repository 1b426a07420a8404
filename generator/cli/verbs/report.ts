import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { buildDesign } from '../../arch/built-design.js';
import { SHIPPED } from '../../config/defaults.js';
import { designFile, designReference, knownDesigns } from '../../config/known-designs.js';
import { BOARD_RESULTS, printBoardResult, reportedBoards } from '../../report/board-results.js';
import { findRow } from '../../report/board-rows.js';
import { withBoards } from '../../report/boards.js';
import { cardFiles } from '../../report/card-files.js';
import { CHECKS_DOCUMENT, checksDocument } from '../../report/checks.js';
import { reportedDesigns } from '../../report/design-results.js';
import { FORMAL_DOCUMENT, formalDocument } from '../../report/formal.js';
import { currentDesign, readDocument } from '../../report/freshness.js';
import { galleryPages } from '../../report/gallery/gallery.js';
import { MODULES_DOCUMENT, modulesPage } from '../../report/modules-page.js';
import { networkDocuments } from '../../report/networks.js';
import { PEERS_DOCUMENT, peersDocument } from '../../report/peers.js';
import { conceptPictures } from '../../report/pictures/concepts.js';
import { withResults, withSummary } from '../../report/readme.js';
import { referencePages } from '../../report/reference/reference.js';
import { printResults, RESULTS_FOLDER } from '../../report/results.js';
import { STOPWATCH_DOCUMENT, stopwatchRan, withStopwatch } from '../../report/stopwatch.js';
import { leftOfBoard, leftOfDesign } from '../../report/take-over.js';
import { UserError } from '../../support/errors.js';
import { inClone, keptFile, keptSource } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import { BOARD_RESULT, boardFolder } from '../../synth/design.js';
import { jsonOption } from '../options.js';
import { printUpdated, type Updated, updateFile } from '../update.js';

const README = keptFile('README.md');
const MEASURED = keptFile('docs/measured.md');

const EXAMPLE = `
Examples:
  $ bitbeat report --design ${SHIPPED.stream}
  $ bitbeat report --board icebreaker ulx3s
  $ bitbeat report --check
  $ bitbeat report --card models/${SHIPPED.large}

With --design: takes what simulate and synth left in build/<design>/results over into ${RESULTS_FOLDER}. Then writes the
summary in ${README} and the tables of ${MEASURED} from what lies there; --check only says whether it is up to date (exit code 1 if not).
With --board the same is done with what bitstream left, in ${BOARD_RESULTS}.
With --card: writes a model's card and its pictures from what quantise, evaluate and compare left in its folder.`;

interface Options {
  design?: string[];
  board?: string[];
  card?: string[];
  check?: boolean;
  json?: boolean;
}

/** `bitbeat report`: the tables of results, and model cards. */
export function reportCommand(): Command {
  return new Command('report')
    .summary('write the tables of results, or model cards')
    .description('Writes the tables of results, or model cards, from what was measured.')
    .option('--design <names...>', 'designs whose results are taken over first')
    .option(
      '--board <names...>',
      'boards whose results, of their own designs, are taken over first; BOARD-gated: of its design with a gated monitor',
    )
    .option('--card <folders...>', 'folders of models whose cards are written, and nothing else')
    .option('--check', 'write nothing; exit code 1 if the table or a card is not up to date')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const files: Updated[] = [];
      const update = (path: string, text: string, mend = 'npx bitbeat report') =>
        files.push(updateFile(path, text, { ...options, mend }));
      try {
        await updateAll(options, update);
      } catch (error) {
        // Those that were written before one that could not be.
        if (files.length > 0) printUpdated(options.json, files);
        throw error;
      }
      printUpdated(options.json, files);
    });
}

type Update = (path: string, text: string, mend?: string) => void;

/** Pictures of concepts, of the design that pages take as their example, where it is. */
async function shippedPictures(): Promise<Map<string, string>> {
  const here = knownDesigns().some(({ name }) => name === SHIPPED.stream);
  return here ? conceptPictures(buildDesign(SHIPPED.stream).hardware) : new Map();
}

async function updateAll(options: Options, update: Update): Promise<void> {
  if (options.card !== undefined) {
    for (const folder of options.card)
      for (const [path, text] of await cardFiles(folder)) update(path, text, `npx bitbeat report --card ${folder}`);
    return;
  }
  takeOver(options.design ?? [], options.board ?? []);
  update(README, reportedReadme());
  update(MEASURED, reportedMeasured());
  // Elsewhere nothing is checked but designs.
  if (!inClone()) return;
  update(CHECKS_DOCUMENT, checksDocument());
  update(FORMAL_DOCUMENT, formalDocument());
  update(MODULES_DOCUMENT, modulesPage());
  const peers = peersDocument();
  if (peers !== null) update(PEERS_DOCUMENT, peers);
  if (stopwatchRan()) update(STOPWATCH_DOCUMENT, withStopwatch(readDocument(STOPWATCH_DOCUMENT), STOPWATCH_DOCUMENT));
  // Their examples are files of the repository.
  if (existsSync('docs/reference'))
    for (const [path, text] of [...(await reportedReference()), ...reportedGallery()]) update(path, text);
  if (options.check === true) return;
  for (const [path, text] of [...(await shippedPictures()), ...(await networkDocuments())]) update(path, text);
}

/** README with its summary as the results give it. */
export function reportedReadme(): string {
  // Read last: what another writer has done meanwhile stays.
  const results = someDesigns();
  return withSummary(readDocument(keptSource('README.md')), README, results);
}

/** The page of all that was measured of designs and boards. */
export function reportedMeasured(): string {
  const results = someDesigns();
  const missing = knownDesigns()
    .filter(({ file, from }) => dirname(file) !== 'configs/targets' && from === 'project')
    .map(({ name }) => name)
    .filter((name) => !results.some(({ design }) => design === name));
  const boards = reportedBoards(BOARD_RESULTS);
  const page = readDocument(keptSource('docs/measured.md'));
  return withBoards(withResults(page, MEASURED, results, missing), MEASURED, boards);
}

/** The reference of all verbs and kinds of files, by path. */
export async function reportedReference(): Promise<Map<string, string>> {
  // The program has this verb too.
  const { program } = await import('../program.js');
  return referencePages(await program([]));
}

/** Pages of the designs, by path. */
export const reportedGallery = () => galleryPages(someDesigns());

function someDesigns() {
  const results = reportedDesigns(RESULTS_FOLDER);
  if (results.length > 0) return results;
  throw new UserError({
    ...{ where: RESULTS_FOLDER, message: 'no results yet' },
    fix: 'npx bitbeat simulate and synth, then npx bitbeat report --design <name|file>',
  });
}

/** All is read before anything is written. */
function takeOver(designs: readonly string[], boards: readonly string[]): void {
  const files = [
    ...designs.map((name) => {
      const found = leftOfDesign(currentDesign(designFile(name), designReference(name)), name, designFile(name));
      return [join(RESULTS_FOLDER, `${found.design}.json`), printResults(found)] as const;
    }),
    ...boards.map((name) => {
      const row = findRow(name, '--board');
      const now = currentDesign(designFile(row.design));
      const path = join(boardFolder(now.design.name, row.board), 'results', `${BOARD_RESULT}.json`);
      return [join(BOARD_RESULTS, `${name}.json`), printBoardResult(leftOfBoard(row, now, path))] as const;
    }),
  ];
  for (const [path, text] of files) writeStaged(path, text);
}
