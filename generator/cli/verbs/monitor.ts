import { Command } from 'commander';
import { design, simulateMonitor } from '../../api.js';
import type { GatedHardware } from '../../arch/gated.js';
import type { MonitorHardware } from '../../arch/monitor.js';
import { stepsOf } from '../../arch/steps.js';
import { SHIPPED } from '../../config/defaults.js';
import { shownValue, unitOf } from '../../model/decision.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { outputModels } from '../../model/outputs.js';
import { type TaskKind, taskOf } from '../../network/task.js';
import { grouped, textTable } from '../../report/table.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import { USUAL_SIGNAL } from '../../simulate/wrappers/design.js';
import type { GatedResult } from '../../simulate/wrappers/gated.js';
import type { MonitorResult } from '../../simulate/wrappers/monitor.js';
import type { MonitorSaid } from '../../simulate/wrappers/monitor-said.js';
import { log } from '../../support/progress.js';
import { fragmentsGiven } from '../fragments.js';
import { count, designOption, fragmentsOption, jsonOption, simulatorOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat monitor --design ${SHIPPED.stream}
  $ bitbeat monitor --design ${SHIPPED.stream} --data ${SHIPPED.data} --seconds 60 --guard
  $ bitbeat monitor --design ${SHIPPED.stream} --disturb 7
  $ bitbeat monitor --design ${SHIPPED.folded} --gated

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
  gated?: boolean;
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
      `length of the signal (default: ${USUAL_SIGNAL.seconds}, of at most ${USUAL_SIGNAL.samples} samples)`,
      count(1),
    )
    .option('--guard', 'the documented thresholds for flat, saturated and lead-off windows, if the model has none')
    .option('--gated', "two clocks, the core's standing between windows, as monitor.gated in the design's file")
    .option('--disturb <seed>', 'samples too early, gaps and clears of the status at random times', count(0))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(
      async ({ design: where, simulator, seconds, guard, gated, disturb, json, data }: Options, command: Command) => {
        const built = design(where);
        const { monitor, result } = await simulateMonitor(built, {
          ...{ where, simulator, seconds, guard, gated, disturb, progress: log },
          windows: async (usual) => (await fragmentsGiven(built.hardware.model, { data }, command, { usual })).set,
        });
        console.log(json ? JSON.stringify(result, null, 2) : report(monitor, result));
        if (!result.pass) process.exitCode = 1;
      },
    );
}

const counts = (of: Record<string, number> = {}) =>
  Object.entries(of)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ') || 'none';

/** What windows without flags have, and what was said of them. */
const SAID_OF: Record<TaskKind, { sound: string; line: (said: MonitorSaid, model: IntegerNetwork) => string }> = {
  classes: { sound: 'with a class', line: ({ classes }) => `classes: ${counts(classes)}` },
  labels: {
    sound: 'with labels',
    line: ({ labels }, { per }) => `labels, ${per === 'step' ? 'steps' : 'windows'} of each: ${counts(labels)}`,
  },
  values: {
    sound: 'with values',
    line: ({ values = {} }, model) =>
      `values, least to largest: ${
        model.classes
          .flatMap((name, i) => {
            const range = values[name];
            return range === undefined ? [] : [`${name} ${range.map(shownValue).join(' to ')}${unitOf(model, i)}`];
          })
          .join(', ') || 'none'
      }`,
  },
  several: {
    sound: 'with all outputs',
    line: ({ outputs = {} }, model) =>
      outputModels(model)
        .map(
          ({ output, model: own }) => `${output.name}: ${SAID_OF[output.task.kind].line(outputs[output.name]!, own)}`,
        )
        .join('\n'),
  },
};

function report(monitor: MonitorHardware | GatedHardware, result: MonitorResult | GatedResult): string {
  const { samples, sampleRateHz } = monitor.hardware.model.input;
  const { kind } = taskOf(monitor.hardware.model);
  const steps = stepsOf(monitor.hardware);
  const rows = [
    ['window', grouped(samples), 'samples'],
    ['hop', grouped(monitor.hopSamples), 'samples'],
    ...(steps === null ? [] : [['steps', grouped(steps.steps), 'of each window']]),
    ['ring', grouped(monitor.depth), 'samples'],
    ['clock', grouped(monitor.clockHz), `Hz for ${sampleRateHz} samples a second`],
    ...('coreHz' in monitor ? [['clock of the core', grouped(monitor.coreHz), 'Hz, between windows none']] : []),
    ['work', grouped(monitor.workCycles), `cycles of ${grouped(monitor.hopSamples * monitor.cyclesPerSample)} a hop`],
  ];
  return [
    `${result.design}: ${grouped(result.samples)} samples, ${result.simulator}`,
    '',
    textTable(['', 'value', 'unit'], rows),
    '',
    `windows: ${result.windows}; ${SAID_OF[kind].sound} ${result.classified}, flagged ${result.flagged}, dropped ${result.dropped}`,
    SAID_OF[kind].line(result, monitor.hardware.model),
    `flags: ${counts(result.flags)}`,
    `scores compared: ${grouped(result.scores)}`,
    ...('edges' in result ? [`edges of the core's clock compared: of ${grouped(result.edges)} windows`] : []),
    ...result.failures.map((failure) => `FAIL ${failure}`),
    result.pass ? 'PASS' : 'FAIL',
  ].join('\n');
}
