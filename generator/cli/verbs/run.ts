import { Command } from 'commander';
import { design, startBoard, stream } from '../../api.js';
import { taskHardware } from '../../arch/tasks.js';
import { SHIPPED } from '../../config/defaults.js';
import { saidText, stepsText } from '../../link/said.js';
import type { StreamedFragment, StreamResult } from '../../link/stream.js';
import { log } from '../../support/progress.js';
import { fragmentsGiven } from '../fragments.js';
import { count, counts, fragmentsOption, jsonOption, numberOption } from '../options.js';
import { type BoardOptions, boardOptions, designOf } from './board.js';

const FRAGMENTS = 5;

const EXAMPLE = `
Examples:
  $ bitbeat run --port /dev/ttyUSB1 --data ${SHIPPED.data} --fragments 17
  $ bitbeat run --port /dev/ttyUSB1 --record 100.hea --json
  $ bitbeat run --simulated --noise 0.001 --check
  $ bitbeat run --simulated --board icebreaker --fragments 1

Sends fragments to a board and prints what it says of each as it comes: the class, the labels whose scores are above
their thresholds, or the values in their units; of a network with scores of each step, steps from 0 on. The board must hold the model of --design, which tells the names. --simulated starts a simulated board first and talks to it in the same way. Without
--data (or BITBEAT_DATA) or --record built-in signals are sent. The first signals of a
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
    .description('send fragments to a board and print what it says of them as it comes')
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
      const built = design(designOf(options));
      const { noun } = taskHardware(built.hardware.model);
      const { set } = await fragmentsGiven(built.hardware.model, options, given, {
        usual: FRAGMENTS,
        hop: built.hardware.hopSamples,
      });
      const board = options.simulated ? await startBoard(built, { ...options, progress: log }) : null;
      try {
        const { baud, timeout, check = false, anyModel = false, json } = options;
        const done = await stream(built, set, {
          port: board?.port ?? options.port!,
          ...{ baud, timeout, check, anyModel },
          on: (answer) => console.log(json ? JSON.stringify(answer) : fragmentLine(answer, noun)),
        });
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

/** A line of a fragment, as it comes. */
function fragmentLine(answer: StreamedFragment, noun: string): string {
  const { time, fragment, flags, scores, steps } = answer;
  const told = steps === undefined ? saidText(answer) : stepsText(steps);
  const said = flags.length > 0 ? `no ${noun}: ${flags.join(', ')}` : (told ?? `scores ${scores.join(' ')}`);
  return `${time.toFixed(1).padStart(8)} s  ${fragment.padEnd(20)}  ${said}`;
}

function summary({ fragments, device, link, compared, failures }: StreamResult): string {
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
