import { join } from 'node:path';
import { Command } from 'commander';
import { buildDesign } from '../../arch/built-design.js';
import { type MonitorHardware, monitorHardware } from '../../arch/monitor.js';
import { SHIPPED } from '../../config/defaults.js';
import { designFolder } from '../../config/design.js';
import { windowCodes } from '../../data/signal-set.js';
import { generateDesign } from '../../emit/design-folder.js';
import { grouped, textTable } from '../../report/table.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import {
  type MonitorEvent,
  type MonitorResult,
  simulateMonitor,
  steadySamples,
} from '../../simulate/wrappers/monitor.js';
import { disturbed, guarded } from '../../simulate/wrappers/monitor-signal.js';
import { log } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import { fragmentsGiven } from '../fragments.js';
import { count, designOption, fragmentsOption, jsonOption, simulatorOption } from '../options.js';

/** Length of the signal, if the user names none; of a quick signal less, as every sample is simulated. */
const USUAL = { seconds: 30, samples: 100_000 };

const EXAMPLE = `
Examples:
  $ bitbeat monitor --design ${SHIPPED.stream}
  $ bitbeat monitor --design ${SHIPPED.stream} --data ${SHIPPED.data} --seconds 60 --guard
  $ bitbeat monitor --design ${SHIPPED.stream} --disturb 7

The design is generated into build/<name>-monitor with a wrapper that takes samples by a strobe and classifies the last
window every hop ("monitor" in the design's file; a second if it says nothing). The signal is made of fragments in a row,
cut so that hops and fragments do not fall together. Every window's scores, class and flags and every change of the
status are compared with the interpreter. Exit code 1 on any difference.`;

interface Options {
  design: string;
  simulator: SimulatorName;
  data?: string;
  seconds?: number;
  guard?: boolean;
  disturb?: number;
  json?: boolean;
}

/** `bitbeat monitor`: a design on a continuing signal, window by window against its model. */
export function monitorCommand(): Command {
  return new Command('monitor')
    .description('simulate a design on a continuing signal, a window every hop')
    .addOption(designOption().makeOptionMandatory())
    .addOption(simulatorOption())
    .addOption(fragmentsOption())
    .option(
      '--seconds <n>',
      `length of the signal (default: ${USUAL.seconds}, of at most ${USUAL.samples} samples)`,
      count(1),
    )
    .option('--guard', 'the documented thresholds for flat, saturated and lead-off windows, if the model has none')
    .option('--disturb <seed>', 'samples too early, gaps and clears of the status at random times', count(0))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const built = guarded(buildDesign(options.design), options.guard ?? false);
      const config = built.design.monitor ?? {};
      const design = { ...built.design, monitor: config };
      const monitor = monitorHardware(built.hardware, config, options.design);
      const events = await signal(monitor, options, command);
      const folder = generateDesign({ ...built, design }, designFolder(`${design.name}-monitor`));
      log(`simulating ${events.length} samples, ${monitor.cyclesPerSample} cycles each`);
      const result = await simulateMonitor(monitor, { folder, simulator: options.simulator, events });
      writeStaged(join(folder, 'results', 'monitor.json'), `${JSON.stringify(result, null, 2)}\n`);
      console.log(options.json ? JSON.stringify(result, null, 2) : report(monitor, result));
      if (!result.pass) process.exitCode = 1;
    });
}

/** Fragments in a row, from the middle of a hop of the first on. */
async function signal(
  monitor: MonitorHardware,
  { data, seconds, disturb }: Options,
  command: Command,
): Promise<MonitorEvent[]> {
  const { model } = monitor.hardware;
  const { samples, channels, sampleRateHz } = model.input;
  const expected = Math.round((seconds ?? USUAL.seconds) * sampleRateHz);
  const length = Math.max(samples, seconds === undefined ? Math.min(expected, USUAL.samples) : expected);
  const cut = Math.floor(monitor.hopSamples / 2) + 1;
  const count = Math.ceil((length + cut) / samples);
  const { set } = await fragmentsGiven(model, { data }, command, { usual: count });
  const codes = set.names.flatMap((_, i) => [...windowCodes(set, i)]);
  const part = codes.slice(cut * channels, (cut + length) * channels);
  const steady = steadySamples(part, channels, monitor.cyclesPerSample);
  return disturb === undefined ? steady : disturbed(monitor, steady, disturb);
}

function report(monitor: MonitorHardware, result: MonitorResult): string {
  const { samples, sampleRateHz } = monitor.hardware.model.input;
  const rows = [
    ['window', grouped(samples), 'samples'],
    ['hop', grouped(monitor.hopSamples), 'samples'],
    ['ring', grouped(monitor.depth), 'samples'],
    ['clock', grouped(monitor.clockHz), `Hz for ${sampleRateHz} samples a second`],
    ['work', grouped(monitor.workCycles), `cycles of ${grouped(monitor.hopSamples * monitor.cyclesPerSample)} a hop`],
  ];
  const counts = (of: Record<string, number>) =>
    Object.entries(of)
      .filter(([, n]) => n > 0)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ') || 'none';
  return [
    `${result.design}: ${grouped(result.samples)} samples, ${result.simulator}`,
    '',
    textTable(['', 'value', 'unit'], rows),
    '',
    `windows: ${result.windows}; with a class ${result.classified}, flagged ${result.flagged}, dropped ${result.dropped}`,
    `classes: ${counts(result.classes)}`,
    `flags: ${counts(result.flags)}`,
    `scores compared: ${grouped(result.scores)}`,
    ...result.failures.map((failure) => `FAIL ${failure}`),
    result.pass ? 'PASS' : 'FAIL',
  ].join('\n');
}
