import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { generated } from '../../../generator/emit/generated.js';
import { boardBench } from '../../../generator/emit/wrappers/board-bench.js';
import { boardIdentity } from '../../../generator/emit/wrappers/uart.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { LinkClient } from '../../../generator/link/client.js';
import { openSerial } from '../../../generator/link/transport.js';
import { writeIntegerModel } from '../../../generator/model/file.js';
import { defaultGuard, guardFlags } from '../../../generator/model/guard.js';
import { argmax, Interpreter } from '../../../generator/model/interpreter.js';
import { startBoard } from '../../../generator/simulate/wrappers/board.js';
import { random } from '../../../generator/support/random.js';
import { bitbeat } from '../../cli/run-in-process.js';
import { folderOf } from '../../data/readers/files.js';
import { inFolder } from '../../emit/tiny.js';

/** The whole way: host, serial port, pseudo-terminal, bits of the line, link, network and back. */

const built = buildDesign('test/goldens/tiny-folded.json');
const { design } = built;
// Thresholds that some of the fragments below fail.
const { model: bare } = built.hardware;
const model = { ...bare, input: { ...bare.input, guard: defaultGuard(bare.input) } };
const hardware = { ...built.hardware, model };
const interpreter = new Interpreter(model);
const { samples, codeBits } = model.input;

const fragments = (seed: number, count: number) => {
  const rng = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const max = i % 4 === 3 ? 3 : 2 ** codeBits - 1;
    return Array.from({ length: samples }, () => rng.integer(0, max));
  });
};
const expected = (codes: readonly number[]) => {
  const scores = [...interpreter.scores(codes)];
  return { steps: [{ scores, classIndex: argmax(scores) }], flags: guardFlags(model, codes), parityError: false };
};

async function onBoard<T>(
  folder: string,
  line: { noise: number; seed: number },
  use: (port: string) => Promise<T>,
): Promise<{ said: T; count: Awaited<ReturnType<Awaited<ReturnType<typeof startBoard>>['stop']>> }> {
  const { tree, cyclesPerBit } = boardBench(generated(design, hardware), null);
  writeTree(folder, design.name, tree, false);
  const board = await startBoard(hardware, { folder, cyclesPerBit, quick: true, ...line });
  try {
    const said = await use(board.port);
    return { said, count: await board.stop() };
  } finally {
    await board.stop().catch(() => {});
  }
}

describe('a simulated board', () => {
  let folder: string;
  let done: () => void;
  let removed: Promise<void>;
  beforeAll(
    () =>
      new Promise<void>((made) => {
        removed = inFolder((parent) => {
          folder = join(parent, 'tiny');
          made();
          return new Promise<void>((resolve) => {
            done = resolve;
          });
        });
      }),
  );
  afterAll(() => {
    done();
    return removed;
  });

  test('says what it holds, classifies as the interpreter does, and serves one host after the other', async () => {
    const { count } = await onBoard(folder, { noise: 0, seed: 1 }, async (port) => {
      for (const seed of [1, 2]) {
        const transport = await openSerial(port, 115_200);
        const client = new LinkClient(transport, { timeoutMs: 20_000 });
        const device = await client.connect();
        expect(device).toEqual(boardIdentity(generated(design, hardware)));
        for (const codes of fragments(seed, 4)) expect(await client.classify(device, codes)).toEqual(expected(codes));
        expect(client.count).toMatchObject({ retries: 0, badRequests: 0, badAnswers: 0, restarts: 0 });
        await expect(openSerial(port, 115_200)).rejects.toThrow(/the port is busy: another program has it open/);
        await transport.close();
      }
      await commandLine(port);
    });
    expect(count).toMatchObject({ flipped: 0, dropped: 0, added: 0 });
    expect(count.bytesFromHost).toBeGreaterThan(2 * 8 * samples);
  });

  test('on a noisy line: all results are right, and what was lost was sent again', async () => {
    const { said, count } = await onBoard(folder, { noise: 0.004, seed: 5 }, async (port) => {
      const transport = await openSerial(port, 115_200);
      const client = new LinkClient(transport, { timeoutMs: 20, attempts: 30 });
      const device = await client.connect();
      for (const codes of fragments(7, 16)) expect(await client.classify(device, codes)).toEqual(expected(codes));
      await transport.close();
      return client.count;
    });
    expect(Math.min(count.flipped, count.dropped, count.added)).toBeGreaterThan(0);
    expect(said.retries).toBeGreaterThan(0);
    expect(said.badRequests + said.badAnswers).toBeGreaterThan(0);
    expect(said.restarts).toBe(0);
  });
});

/** `bitbeat run` with a WFDB record against a board that runs. */
async function commandLine(port: string): Promise<void> {
  const record = fragments(3, 3);
  const files = folderOf({ 'r.hea': header(record.flat()), 'r.dat': format212(record.flat()) });
  writeIntegerModel(join(files, 'guarded.alq.json'), model);
  const own = join(files, 'guarded.json');
  writeFileSync(own, JSON.stringify({ ...design, model: 'guarded.alq.json' }));
  const run = (...args: string[]) => bitbeat('run', '--port', port, '--record', join(files, 'r.hea'), ...args);

  const { code, stdout, stderr } = await run('--design', own, '--check', '--json', '--timeout', '5000');
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.slice(0, -1)).toEqual(
    record.map((codes, i) => {
      const { scores, classIndex } = expected(codes).steps[0]!;
      return {
        time: (i * samples) / 360,
        fragment: `r (${i})`,
        label: null,
        class: model.classes[classIndex],
        flags: [],
        scores,
      };
    }),
  );
  expect(lines.at(-1)).toMatchObject({
    fragments: 3,
    compared: 3 * model.classes.length,
    failures: [],
    link: { retries: 0 },
  });

  const other = await run('--design', 'test/goldens/tiny-folded.json');
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/the board holds another model .*; allowed: [0-9a-f]{16} .*try: .*--any-model/);
  const any = await run('--design', 'test/goldens/tiny-folded.json', '--any-model', '--fragments', '1');
  expect([any.code, any.stdout]).toEqual([0, expect.stringMatching(/^ +0\.0 s {2}r \(0\) +class \d\n1 fragments/)]);
}

const header = (codes: readonly number[]) =>
  `r 1 360 ${codes.length}\nr.dat 212 200(1024)/mV 11 1024 ${codes[0]} ${(codes.reduce((a, b) => a + b, 0) << 16) >> 16} 0 MLII\n`;

function format212(codes: readonly number[]): Uint8Array {
  const pairs = Array.from({ length: Math.ceil(codes.length / 2) }, (_, i) => [codes[2 * i]!, codes[2 * i + 1] ?? 0]);
  return Uint8Array.from(pairs.flatMap(([a, b]) => [a! & 255, (a! >> 8) | ((b! >> 8) << 4), b! & 255]));
}

test.each([
  [['--port', '/dev/ttyNothing0', '--fragments', '1'], 2, /no such port/],
  [[], 2, /give either --port or --simulated/],
  [['--port', 'x', '--simulated'], 2, /give either --port or --simulated/],
  [['--simulated', '--noise', '2'], 2, /not a share from 0 to 0.5/],
  [['--port', 'x', '--design', 'test/goldens/tiny.json'], 2, /no such port/],
  [['--port', 'x', '--fragments', '0'], 2, /not a whole number from 1/],
  [['--simulated', '--board', 'icebraker'], 2, /no such board.*icebreaker/],
])('bitbeat run %j: exit code %i', async (args, code, message) => {
  vi.stubEnv('BITBEAT_DATA', undefined);
  const ran = await bitbeat('run', ...args);
  vi.unstubAllEnvs();
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(message);
});

test('a port that is not there, and a file that is none', async () => {
  await expect(openSerial('/dev/ttyNothing0', 9600)).rejects.toThrow(
    /--port: no such port \(found "\/dev\/ttyNothing0"\); allowed: a serial port.*; try: /,
  );
  await expect(openSerial('package.json', 9600)).rejects.toThrow(/cannot be opened as a serial port/);
});
