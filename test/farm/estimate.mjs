// A sweep of a thousand nodes on paper, from what a campaign has left: node test/farm/estimate.mjs <shared folder> <page>
// writes the table of the page (docs/farm.md) between its marks; the shared folder is that of `make farm-test`.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [shared, page] = process.argv.slice(2);
const files = (folder, ending) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => statSync(join(folder, name)).size);
const mean = (sizes) => Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);

const NODES = 1000;
const BLOCK = 4096;
const TASKS = 1000; // below MaxArraySize as Slurm comes
const POLL = 15; // seconds
const SERVER = 10_000; // operations a second that one NFS server is taken to bear
/** Of one unit on the shared folder: look-up, mkdir, create, write, commit, close, rename, look-up of the part that has gone. */
const OPERATIONS = 8;
const FOLDERS = 256;
const program = files('dist', '.js');

const units = (kind, seconds, count) => ({
  kind,
  seconds,
  count,
  bytes: mean(files(join(shared, 'results', kind), '.json')),
});
const CASES = [units('fuzz', 3, 1_000_000), units('placement', 60, 100_000), units('placement', 600, 100_000)];

const number = (value) => Math.round(value).toLocaleString('en');
const mega = (bytes) => `${number(bytes / 1e6)} MB`;
const rows = CASES.map(({ kind, seconds, count, bytes }) => {
  const rate = (NODES / seconds) * OPERATIONS;
  return [
    `${kind}, ${seconds} s`,
    number(count),
    mega(count * bytes),
    mega(count * Math.ceil(bytes / BLOCK) * BLOCK),
    number(count / FOLDERS),
    number(count / TASKS),
    `${((count * seconds) / NODES / 3600).toFixed(1)} h`,
    number(rate),
    `${((100 * rate) / SERVER).toFixed(1)} %`,
    number(count / POLL),
  ];
});
const HEAD = [
  'units',
  'files',
  'bytes',
  'on disk',
  'in a folder',
  'in a task',
  'time',
  'operations/s',
  'of a server',
  'names listed/s',
];
const line = (cells) => `| ${cells.join(' | ')} |`;
const text = `
${line(HEAD)}
${line(HEAD.map(() => '---'))}
${rows.map(line).join('\n')}

${number(NODES)} nodes, each doing a unit at a time; results of ${CASES.map(
  ({ kind, bytes }) => `${kind} ${number(bytes)} bytes`,
)
  .filter((one, i, all) => all.indexOf(one) === i)
  .join(
    ', ',
  )} as measured; ${OPERATIONS} operations a unit; a server of ${number(SERVER)} operations a second; a look every ${POLL} s.
All ${number(NODES)} tasks begin at once: at most ${number(program.length)} files of the program for each, ${mega(program.reduce((a, b) => a + b, 0))}.
`;
const marks = ['<!-- estimate -->', '<!-- end of estimate -->'];
const before = readFileSync(page, 'utf8');
const [from, to] = marks.map((mark) => before.indexOf(mark));
writeFileSync(page, `${before.slice(0, from + marks[0].length)}\n${text}\n${before.slice(to)}`);
