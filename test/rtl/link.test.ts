import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { crc32, ESCAPE, encodeFrame, FLAG } from '../../generator/link/frames.js';
import {
  COMMANDS,
  type Command,
  FRAME_CODES,
  type LinkIdentity,
  packIdentity,
  packRequest,
  RESULT_BYTES,
  stepBytes,
} from '../../generator/link/messages.js';
import { type Random, random } from '../../generator/support/random.js';
import { inFolder } from '../emit/tiny.js';
import { Device } from '../link/device.js';

/** `bb_link` against the model of a device, byte by byte: good frames, broken ones, garbage, resets at any time. */

const run = promisify(execFile);
const STEPS = 50;
const RUNS = Number(process.env.BITBEAT_BENCHES ?? 4);

const KIND = { byte: 0, lost: 1, reset: 2, rest: 3, hold: 4, flags: 5, parity: 6, wait: 7 } as const;
type Kind = keyof typeof KIND;

interface Script {
  events: [Kind, number][];
  /** Bytes that must come up to each rest; of what a reset cuts short, any beginning. */
  answers: { bytes: number[]; cut: boolean }[];
}

/** Of every other device a result of many steps, of up to three pages. */
const drawIdentity = (rng: Random): { identity: LinkIdentity; steps: number } => {
  const scoreBits = rng.integer(2, 24);
  const classes = rng.integer(1, Math.min(2 ** (scoreBits - 1), 24));
  const codes = [1, rng.integer(2, 20), rng.integer(20, 40), FRAME_CODES + rng.integer(0, 1)];
  const each = stepBytes(classes, scoreBits);
  const steps = rng.integer(0, 1) ? 1 : rng.integer(2, Math.floor((3 * RESULT_BYTES) / each));
  const identity = {
    protocol: steps > 1 ? 2 : 1,
    codeBits: rng.integer(1, 16),
    codes: codes[rng.integer(0, 3)]!,
    classes,
    scoreBits,
    frameCodes: FRAME_CODES,
    pages: steps > 1 ? Math.ceil((steps * each) / RESULT_BYTES) : 0,
    modelHash: Array.from({ length: 16 }, () => rng.integer(0, 15).toString(16)).join(''),
    configurationHash: '7e7d7e7d00ff5e5d',
  };
  return { identity, steps };
};

/** Requests as a host sends them, some for a wrong place, with all that can go wrong on a line between them. */
function drawScript(identity: LinkIdentity, each: number, rng: Random, steps: number): Script {
  const device = new Device(identity, each);
  device.polls = 0;
  const script: Script = { events: [], answers: [] };
  const bytes = (all: Iterable<number>) => {
    for (const byte of all) script.events.push(['byte', byte]);
  };
  const rest = (sent: Iterable<number>) => {
    script.answers.push({ bytes: [...device.push(sent)].flatMap((frame) => [...frame]), cut: false });
    script.events.push(['rest', 0]);
  };
  const code = () => rng.integer(0, [2 ** 16 - 1, 255][rng.integer(0, 1)]!);
  const request = (command: Command, wrong = false) => {
    const left = identity.codes - device.taken.length;
    const many = command !== 'samples' ? 0 : rng.uniform() < 0.8 ? Math.min(left, FRAME_CODES) : rng.integer(0, 20);
    const place = device.taken.length + (wrong ? rng.integer(1, 300) : 0);
    const position = command === 'result' && identity.pages > 0 ? rng.integer(0, identity.pages) : place;
    const fragment = device.fragment + (wrong && rng.integer(0, 1) ? 256 ** rng.integer(0, 1) : 0);
    const codes = Array.from({ length: many }, code);
    return packRequest({ tag: rng.integer(0, 255), command, fragment, position, codes });
  };
  const names = Object.keys(COMMANDS) as Command[];
  const draw = () => {
    const command = rng.uniform() < 0.6 ? 'samples' : rng.uniform() < 0.6 ? 'result' : names[rng.integer(0, 4)]!;
    return request(command === 'restart' && rng.uniform() < 0.3 ? 'samples' : command, rng.uniform() < 0.1);
  };
  for (let step = 0; step < steps; step++) {
    const frame = [...encodeFrame(draw())];
    const at = rng.integer(1, frame.length - 2);
    switch (rng.integer(0, 15)) {
      case 0: {
        const bad = frame.with(at, frame[at]! ^ (1 << rng.integer(0, 7)));
        bytes(bad);
        rest(bad);
        break;
      }
      case 1: {
        const bad = frame.toSpliced(at, 1, ...(rng.integer(0, 1) ? [] : [rng.integer(0, 255), frame[at]!]));
        bytes(bad);
        rest(bad);
        break;
      }
      case 2: {
        // A lost byte spoils the frame even if its check sum is right; to the model it is one byte too many.
        bytes(frame.slice(0, at + 1));
        script.events.push(['lost', 0]);
        bytes(frame.slice(at + 1));
        const escaped = frame[at] === ESCAPE;
        rest(escaped ? frame.toSpliced(at + 2, 0, 0) : frame.toSpliced(at + 1, 0, 0));
        break;
      }
      case 3: {
        const garbage = Array.from({ length: rng.integer(0, 60) }, () => rng.integer(0, 255));
        bytes([...garbage, FLAG, FLAG]);
        rest([...garbage, FLAG, FLAG]);
        break;
      }
      case 4: {
        // Too short, too long, no command, an escape before the flag.
        const odd = [
          encodeFrame(new Uint8Array(rng.integer(0, 5))),
          encodeFrame(Uint8Array.from({ length: rng.integer(253, 280) }, () => rng.integer(0, 255))),
          encodeFrame(Uint8Array.of(1, rng.integer(5, 255), 0, 0, 0, 0)),
          Uint8Array.from([...frame.slice(0, -1), ESCAPE, FLAG]),
          // The buffer's bytes are a good frame.
          Uint8Array.from([...encodeFrame(new Uint8Array(252)).slice(0, -1), 1, FLAG]),
        ][rng.integer(0, 4)]!;
        bytes(odd);
        rest(odd);
        break;
      }
      case 5: {
        // The classifier does not end: the answer says that it computes.
        device.polls = Number.POSITIVE_INFINITY;
        script.events.push(['hold', 1]);
        for (let i = 0; i < 4; i++) {
          const one = [...encodeFrame(i < 3 ? request('samples') : request('result'))];
          bytes(one);
          rest(one);
        }
        script.events.push(['hold', 0], ['rest', 0]);
        script.answers.push({ bytes: [], cut: false });
        device.release();
        device.polls = 0;
        break;
      }
      case 6:
        device.flags = rng.integer(0, 7);
        script.events.push(['flags', device.flags]);
        break;
      case 7:
        device.parity = true;
        script.events.push(['parity', 0]);
        break;
      case 8: {
        const sent = frame.slice(0, rng.integer(0, 3) ? frame.length : at);
        bytes(sent);
        script.events.push(['wait', rng.integer(0, 3000)], ['reset', rng.integer(1, 3)]);
        script.answers.push({ bytes: [...device.push(sent)].flatMap((one) => [...one]), cut: true });
        device.reset();
        break;
      }
      default:
        bytes(frame);
        rest(frame);
    }
  }
  return script;
}

async function simulated(
  identity: LinkIdentity,
  steps: number,
  { events }: Script,
  seed: number,
  damage: Damage | null,
): Promise<string[]> {
  return inFolder(async (folder) => {
    for (const file of ['link/bb_link.v', 'core/bb_ram.v'])
      copyFileSync(`rtl-templates/${file}`, join(folder, file.split('/')[1]!));
    copyFileSync('test/rtl/bench_link.v', join(folder, 'bench_link.v'));
    if (damage !== null) {
      const path = join(folder, 'bb_link.v');
      const pieces = readFileSync(path, 'utf8').split(damage.find);
      expect(pieces).toHaveLength(2);
      writeFileSync(path, pieces.join(damage.replace));
    }
    writeFileSync(
      join(folder, 'events.hex'),
      events.map(([kind, value]) => `${KIND[kind]} ${value.toString(16)}\n`).join(''),
    );
    const bytes = [...new Array(8).fill(0), ...packIdentity(identity)];
    const parameters = {
      CODE_BITS: identity.codeBits,
      CODES: identity.codes,
      CLASSES: identity.classes,
      SCORE_BITS: identity.scoreBits,
      STEPS: steps,
      IDENTITY: `256'h${Buffer.from(bytes).reverse().toString('hex')}`,
      SEED: seed,
    };
    const given = Object.entries(parameters).map(([name, value]) => `.${name}(${value})`);
    writeFileSync(join(folder, 'bench.v'), `module bench; bench_link #(${given.join(', ')}) b (); endmodule\n`);
    await run('iverilog', ['-g2005', '-y', '.', '-s', 'bench', '-o', 'bench.vvp', 'bench.v'], { cwd: folder });
    const { stdout } = await run('vvp', ['-n', 'bench.vvp'], { cwd: folder, maxBuffer: 2 ** 26, timeout: 20_000 });
    return stdout.split('\n').filter(Boolean);
  });
}

interface Damage {
  find: string;
  replace: string;
}

/** What went wrong with one random script; nothing: an empty list. */
async function failures(seed: number, steps: number, damage: Damage | null = null): Promise<string[]> {
  const rng = random(seed);
  const { identity, steps: each } = drawIdentity(rng);
  const script = drawScript(identity, each, rng, steps);
  const lines = await simulated(identity, each, script, seed, damage);
  const found = lines.filter((line) => /FAIL|ERROR/.test(line));
  if (lines.at(-1) !== 'DONE') found.push(`the bench did not end: ${lines.at(-1)}`);
  const came: number[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('TX ')) came.at(-1)!.push(Number.parseInt(line.slice(3), 16));
    if (line.startsWith('REST') || line === 'RESET') came.push([]);
  }
  script.answers.forEach(({ bytes, cut }, i) => {
    const got = came[i] ?? [];
    const expected = cut ? bytes.slice(0, got.length) : bytes;
    if (got.join() !== expected.join())
      found.push(`seed ${seed}, answer ${i}: ${got.join(' ')}, expected ${expected.join(' ')}`);
  });
  return found.slice(0, 5);
}

test(`bb_link: ${RUNS} random instances`, { timeout: 60_000 + RUNS * 10_000 }, async () => {
  for (let seed = 1; seed <= RUNS; seed++) expect(await failures(seed, STEPS)).toEqual([]);
});

test.each([
  ['the check sum is not looked at', 'crc_q == RESIDUE', "1'b1"],
  ['the place of the codes is not looked at', 'command_q == SAMPLES && here_q', 'command_q == SAMPLES'],
  ['a lost byte is not minded', 'if (rx_error_i || (plain && at_q[8])) bad_q', 'if (plain && at_q[8]) bad_q'],
  ['an escape before the flag is not minded', '!bad_q && !escape_q &&', '!bad_q &&'],
  ['a short frame is taken', '&& at_q >= LEAST', ''],
  ['a frame that is too long is taken', '(plain && at_q[8])', "1'b0"],
  [
    'the link is not blind for the end of a frame behind its answer',
    "hunt_q <= 1'b1;\n        end\n        default",
    "hunt_q <= 1'b0;\n        end\n        default",
  ],
  ['a result stays though codes of the next came', "have_q && position_q == {PB{1'b0}}", 'have_q'],
  ['a restart leaves the classifier as it is', 'core_rst_no <= !restart && !done', 'core_rst_no <= !done'],
  ['codes beyond a fragment are taken', '== pairs || complete', '== pairs'],
  ['flags of no result are told', 'flags_i & {3{result}}', 'flags_i'],
  ['a page is that of the first', 'asked = asked_q[GB-1:0] + 1', 'asked = 1'],
  ['a page that is not there is sent', '|| !there', ''],
  ['a result is told after its first step', 'score_last_i && last_step', 'score_last_i'],
  ['pages go on where others end', 'full ? HEAD_C[7:0] : result_at_q', 'result_at_q'],
])('%s: noticed', { timeout: 120_000 }, async (_, find, replace) => {
  for (let seed = 1; seed <= 16; seed++) {
    const found = await failures(seed, STEPS, { find, replace }).catch((error) => [String(error)]);
    if (found.length > 0) return;
  }
  expect.unreachable('no instance noticed the defect');
});

test('the residue in the Verilog is that of this check sum', () => {
  const content = Uint8Array.of(1, 2, 3);
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(content));
  const residue = ~crc32([...content, ...crc]) >>> 0;
  expect(readFileSync('rtl-templates/link/bb_link.v', 'utf8')).toContain(`32'h${residue.toString(16)}`);
});
