import { Command } from 'commander';
import { type BuiltDesign, buildDesign } from '../../arch/built-design.js';
import { hopOf } from '../../arch/hardware.js';
import type { Chosen } from '../../data/for-model.js';
import { classesOf, type SignalSet, windowCodes } from '../../data/signal-set.js';
import { boardIdentity } from '../../emit/wrappers/uart.js';
import { type Classified, LinkClient, LinkError } from '../../link/client.js';
import type { LinkIdentity } from '../../link/messages.js';
import { openSerial } from '../../link/transport.js';
import type { GuardFlags } from '../../model/guard.js';
import { guardFlags } from '../../model/guard.js';
import { argmax, Interpreter } from '../../model/interpreter.js';
import { UserError } from '../../support/errors.js';
import { fragmentsGiven } from '../fragments.js';
import { count, counts, fragmentsOption, jsonOption, numberOption } from '../options.js';
import { type BoardOptions, boardOptions, designOf, simulatedBoard } from './board.js';

const FRAGMENTS = 5;

const EXAMPLE = `
Examples:
  $ bitbeat run --port /dev/ttyUSB1 --data mitbih17 --fragments 17
  $ bitbeat run --port /dev/ttyUSB1 --record 100.hea --json
  $ bitbeat run --simulated --noise 0.001 --check
  $ bitbeat run --simulated --board icebreaker --fragments 1

Sends fragments to a board and prints each one's class as it comes. The board must hold the model of --design, which
tells the names of the classes. --simulated starts a simulated board first and talks to it in the same way. Without
--data (or BITBEAT_DATA) or --record built-in signals are sent, synthetic ECG to a model that takes it. The first signals of a
record become the model's channels, or those that --signal names. --json prints one JSON object a line: a fragment's
each, and what was counted on the line at the end. With --check every score, class and flag is compared with the
interpreter; exit code 1 on any difference, and when the board falls silent.`;

interface Options extends BoardOptions {
  port?: string;
  simulated?: boolean;
  data?: string;
  record?: string;
  signal?: number[];
  fragments?: number;
  baud: number;
  timeout: number;
  anyModel?: boolean;
  check?: boolean;
  json?: boolean;
}

/** `bitbeat run`: fragments through a board. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('send fragments to a board and print their classes as they come')
    .option('--port <path>', 'serial port of the board')
    .option('--simulated', 'start a simulated board instead')
    .addOption(fragmentsOption())
    .option('--record <file>', 'WFDB record (its name or header), cut into fragments, all of them without --fragments')
    .option('--signal <list>', 'signals of the record, one for each channel, such as 0,1', counts(0))
    .addOption(numberOption(FRAGMENTS))
    .option('--baud <n>', 'bits a second', count(1), 115_200)
    .option('--timeout <ms>', 'waited for an answer besides its time on the line', count(1), 100)
    .option('--any-model', 'take a board that holds another model')
    .option('--check', 'compare with the interpreter')
    .addOption(jsonOption('print JSON objects, one a line'));
  return boardOptions(command)
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, given: Command) => {
      if ((options.port === undefined) === (options.simulated !== true))
        given.error('error: give either --port or --simulated');
      const built = buildDesign(designOf(options));
      const chosen = await fragmentsGiven(built.hardware.model, options, given, {
        usual: FRAGMENTS,
        hop: hopOf(built.hardware),
      });
      const board = options.simulated ? await simulatedBoard(built, options) : null;
      try {
        const done = await stream(built, chosen, board?.port ?? options.port!, options);
        const line = (await board?.stop()) ?? null;
        console.log(options.json ? JSON.stringify({ ...done, ...(line && { line }) }) : summary(done));
        if (line !== null && !options.json && options.noise > 0)
          console.log(`noise: ${line.flipped} bytes flipped, ${line.dropped} dropped, ${line.added} added`);
        if (done.failures.length > 0) process.exitCode = 1;
      } finally {
        await board?.stop().catch(() => {});
      }
    });
}

interface Done {
  fragments: number;
  port: string;
  device: LinkIdentity;
  link: LinkClient['count'];
  /** Scores that were compared with the interpreter; null: none were asked for. */
  compared: number | null;
  failures: string[];
}

async function stream(built: BuiltDesign, { set }: Chosen, port: string, options: Options): Promise<Done> {
  const { model } = built.hardware;
  const expected = boardIdentity(built.design, built.hardware);
  const transport = await openSerial(port, options.baud);
  const client = new LinkClient(transport, { timeoutMs: options.timeout });
  try {
    const device = await connected(client, port);
    const own = device.modelHash === expected.modelHash;
    refuseOther(device, expected, port, options);
    const interpreter = options.check ? new Interpreter(model) : null;
    const done: Done = {
      fragments: 0,
      port,
      device,
      link: client.count,
      compared: interpreter && 0,
      failures: [],
    };
    const apart = hopOf(built.hardware) ?? model.input.samples;
    for (let i = 0; i < set.names.length; i++) {
      const codes = windowCodes(set, i);
      let result: Classified;
      try {
        result = await client.classify(device, codes);
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
        done.failures.push(error.message);
        return done;
      }
      done.fragments++;
      const name = (c: number) => (own ? model.classes[c]! : `class ${c}`);
      const window = set.windows?.[i] ?? i;
      print((window * apart) / model.input.sampleRateHz, set, i, result, name, options.json ?? false);
      if (result.parityError) done.failures.push(`${set.names[i]}: a weight memory has failed its parity`);
      if (interpreter !== null) {
        const scores = [...interpreter.scores(codes)];
        done.compared! += scores.length;
        const [is, should] = [
          said(result),
          said({ ...result, scores, classIndex: argmax(scores), flags: guardFlags(model, codes) }),
        ];
        if (is !== should) done.failures.push(`${set.names[i]}: ${is}, expected ${should}`);
      }
    }
    return done;
  } finally {
    await transport.close();
  }
}

/** Whoever does not answer at all is a wrong port or rate, which only the user can know. */
async function connected(client: LinkClient, port: string): Promise<LinkIdentity> {
  try {
    return await client.connect();
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    throw new UserError({
      where: '--port',
      message: error.message,
      value: port,
      allowed: 'a board with a bitbeat design behind its UART',
      fix: 'another --port or --baud, or `bitbeat program` first',
    });
  }
}

function refuseOther(device: LinkIdentity, expected: LinkIdentity, port: string, options: Options): void {
  const { anyModel, check } = options;
  const design = designOf(options);
  if (device.modelHash !== expected.modelHash && (!anyModel || check))
    throw new UserError({
      where: port,
      field: 'model',
      message: 'the board holds another model',
      value: device.modelHash,
      allowed: `${expected.modelHash} (${design})`,
      fix: check ? '--design with what the board holds' : '--design with what the board holds, or --any-model',
    });
  if (device.codes !== expected.codes)
    throw new UserError({
      where: port,
      field: 'codes',
      message: 'the board takes fragments of another length',
      value: device.codes,
      allowed: `${expected.codes} (${design})`,
    });
}

const FLAGS: readonly (readonly [keyof GuardFlags, string])[] = [
  ['flat', 'flat'],
  ['saturated', 'saturated'],
  ['leadOff', 'lead off'],
];

const flagged = (flags: GuardFlags) => FLAGS.filter(([key]) => flags[key]).map(([, text]) => text);

const said = ({ classIndex, scores, flags }: Classified) =>
  `class ${classIndex}, scores ${scores.join(' ')}, flags ${flagged(flags).join(', ') || 'none'}`;

/** `time`: of its first sample, in seconds. A window that is no signal has scores but no class. */
function print(
  time: number,
  set: SignalSet,
  index: number,
  { classIndex, scores, flags }: Classified,
  className: (index: number) => string,
  json: boolean,
): void {
  const why = flagged(flags);
  const name = why.length > 0 ? null : className(classIndex);
  const { names, labels } = set.targets === null ? { names: [], labels: [] } : classesOf(set);
  const label = names[labels[index]!] ?? null;
  const fragment = set.names[index]!;
  if (json) console.log(JSON.stringify({ time, fragment, label, class: name, flags: why, scores }));
  else
    console.log(`${time.toFixed(1).padStart(8)} s  ${fragment.padEnd(20)}  ${name ?? `no class: ${why.join(', ')}`}`);
}

function summary({ fragments, device, link, compared, failures }: Done): string {
  const counts = [
    `${link.requests} requests`,
    `${link.retries} sent again`,
    `${link.badRequests} bad frames to the board`,
    `${link.badAnswers} from it`,
    `${link.restarts} fragments begun again`,
  ];
  return [
    `${fragments} fragments, model ${device.modelHash}; ${counts.join(', ')}`,
    ...(compared === null ? [] : [`scores compared with the interpreter: ${compared}`]),
    ...failures.map((failure) => `FAIL ${failure}`),
    ...(compared === null ? [] : [failures.length > 0 ? 'FAIL' : 'PASS']),
  ].join('\n');
}
