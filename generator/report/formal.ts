import { printJson } from '../evaluate/print-json.js';
import { log } from '../support/progress.js';
import { keptFile } from '../support/roots.js';
import { writeStaged } from '../support/write-staged.js';
import { LEMMAS } from '../verify/formal/lemmas.js';
import { engineName, LEMMA_NAMES, type LemmaResult, RANGE_DESIGNS, RANGES } from '../verify/formal/proof.js';
import type { FormalTools } from '../verify/formal/tools.js';
import { checkFile, madeOn, readCheck } from './check-results.js';
import { markdownTable, textTable } from './table.js';

export const FORMAL_DOCUMENT = keptFile('docs/formal.md');

export function formalReport(rows: readonly LemmaResult[], tools: FormalTools): string {
  const table = textTable(
    ['lemma', 'cases', 'decided for', 'seconds', 'result'],
    rows.map(({ lemma, cases, engine, seconds, result }) => [lemma, cases, engine, seconds.toFixed(1), result]),
  );
  return `${table}\n\n${tools.versions}\n${rows.every(({ good }) => good) ? 'PASS' : 'FAIL'}`;
}

/** Everything was proved: leaves the record, and the page that tells of it. */
export function keepProof(rows: readonly LemmaResult[], tools: FormalTools): void {
  const lemmas = rows.map(({ lemma, cases }) => ({ lemma, cases: Number(cases), result: 'proved' }));
  writeStaged(checkFile('formal'), printJson({ ...madeOn('formal'), tools: tools.versions, lemmas }));
  writeStaged(FORMAL_DOCUMENT, formalDocument());
  log(`wrote ${checkFile('formal')} and ${FORMAL_DOCUMENT}`);
}

/** What is recorded of the last proof of all lemmas. */
function proofState(): string {
  const record = readCheck('formal');
  if (record === null) return '**There is no record of a proof**: `make formal` proves all and leaves one.';
  const names = record.lemmas.map(({ lemma }) => lemma);
  if (`${names}` !== `${LEMMA_NAMES}`) return `**Stale: proved were ${names.join(', ')}**; \`make formal\` proves all.`;
  return record.stale === null
    ? `All were proved of the files as they are, by ${record.tools}.`
    : `All were proved by ${record.tools}, **of an earlier state of the files (${record.stale})**; \`make formal\` proves them again.`;
}

/** The page on the lemmas. Holds no times, so that it changes only with the lemmas and with what is known of them. */
export function formalDocument(): string {
  const rows = LEMMAS.map((lemma) => [
    `\`${lemma.name}\``,
    lemma.statement,
    `\`${lemma.module}\``,
    `${lemma.cases.length}`,
    engineName(lemma.engine),
  ]);
  rows.push([`\`${RANGES.name}\``, RANGES.statement, RANGE_DESIGNS.join(', '), 'every sum', 'whole numbers (z3)']);
  const cases = LEMMAS.map(
    ({ name, cases: all }) =>
      `- \`${name}\`: ${all
        .map(
          (parameters) =>
            Object.entries(parameters)
              .map(([key, value]) => `${key} ${value}`)
              .join(', ') || 'no parameters',
        )
        .join('; ')}`,
  );
  return `# Formal lemmas

Written by \`make formal\` when every lemma below is proved. ${proofState()}

\`make formal ARGS=--broken\` shows that each one is refuted when its module has a defect. The claims stand in Verilog in \`sim/formal\`, apart from the modules, which are taken as they are.

${markdownTable(['lemma', 'claim', 'about', 'cases', 'decided for'], rows)}

"All inputs": a combinational module, every value of every input. "For ever": from any state at power-up, with a reset of any
length at any time, for every input in every cycle that the checker's assumptions allow, without a limit on the number of cycles. Memories
hold anything at first; one that synthesis is told never to read and write at one word at once is replaced by one that claims it.

They compose. A lane's sum and an accumulator are right modulo a power of two, and \`accumulators\` says that the true value fits: so
the register holds it. That lemma is decided in whole numbers, from the model's alphas, signs and biases, for every sum of every layer of
the designs named.

Cases, the parameters of the checkers:

${cases.join('\n')}
`;
}
