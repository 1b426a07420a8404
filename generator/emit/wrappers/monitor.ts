import { classBits, type Hardware } from '../../arch/hardware.js';
import { clockAndReset, input, output, type Port, portWidths, resetPin } from '../../arch/interface.js';
import { labelsCircuit } from '../../arch/labels.js';
import type { MonitorHardware } from '../../arch/monitor.js';
import { stepsOf } from '../../arch/steps.js';
import { unsignedBits } from '../../model/encode.js';
import type { InputSpec } from '../../network/input.js';
import { type Places, placesText, stepPlaces } from '../../network/steps.js';
import { type TaskKind, taskOf } from '../../network/task.js';
import type { Identity } from '../design/architecture.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { coreReset, portList, resetView, withReset } from '../ports.js';
import { renderTemplate } from '../render.js';

/** Name of the module that wraps a design for a continuing signal. */
export function monitorModule(design: string): string {
  return partModule(design, 'monitor');
}

/** Bench of the wrapper and what drives its clock, in the generated folder. */
export function monitorBenchFiles(design: string) {
  const file = (part: string) => `tb/monitor/${partModule(design, `monitor_${part}`)}.v`;
  return { bench: file('bench'), clock: file('clock') };
}

/** Files of the wrapper that go beside those of its design: path in the generated folder -> text. */
export function monitorFiles(monitor: MonitorHardware, identity: Identity): Map<string, string> {
  const view = monitorView(monitor, identity);
  const files = monitorBenchFiles(monitor.hardware.name);
  const verilog = new Map([
    [`rtl/${view.module}.v`, renderTemplate('monitor/monitor.v.ejs', view)],
    [files.bench, renderTemplate('monitor/tb.v.ejs', view)],
    [files.clock, renderTemplate('tb/clock.v.ejs', view)],
  ]);
  return withReset(withModules(verilog, view.core), monitor.hardware);
}

/** Ports of the wrapper. */
export function monitorPorts({ hardware }: MonitorHardware): Port[] {
  const { channels } = hardware.model.input;
  const { codeBits, scoreBits, positionBits } = portWidths(hardware);
  const said = monitorSays(hardware);
  const clocked = { register: true };
  const held = output(`${said.name}_o`, { ...clocked, bits: said.bits, comment: said.comment });
  const ofStep = positionBits !== null;
  return [
    ...clockAndReset(hardware),
    input('sample_i', {
      bits: channels * codeBits,
      comment: channels > 1 ? 'unsigned codes, channel 0 in the low bits' : 'unsigned converter code',
    }),
    input('sample_strobe_i'),
    input('lead_off_i', { comment: 'with the strobe: an electrode has no contact' }),
    ...(ofStep
      ? [
          output('step_valid_o', { ...clocked, heading: ['one cycle for each step of each window, in their order'] }),
          output('position_o', { ...clocked, bits: positionBits, comment: 'the step in its window, from 0' }),
          held,
          output('result_valid_o', { ...clocked, heading: ['one cycle for each window, behind its last step'] }),
        ]
      : [
          output('result_valid_o', { ...clocked, heading: ['one cycle for each window'] }),
          output(`${said.name}_valid_o`, { ...clocked, comment: said.flagged }),
          held,
        ]),
    output('flags_o', { ...clocked, bits: 3, comment: '0 flat, 1 saturated, 2 lead off' }),
    output('index_o', {
      ...clocked,
      bits: 32,
      comment: `of the window's last sample; the first since reset is 0`,
    }),
    output('score_o', {
      bits: scoreBits,
      comment: 'signed',
      heading: [`scores as they come, for those who want more than the ${said.one}; flagged windows too`],
    }),
    output('score_valid_o'),
    output('status_o', { ...clocked, bits: 4 }),
    input('status_clear_i'),
  ];
}

/** What the wrapper holds of a window until the next one is done. */
interface MonitorSays {
  /** Head of its ports. */
  name: string;
  /** In a sentence. */
  one: string;
  bits: number;
  comment: string;
  /** Of the port that says whether it holds. */
  flagged: string;
}

const SAYS: Record<TaskKind, (outputs: number, scoreBits: number) => MonitorSays> = {
  classes: (outputs) => ({
    ...{ name: 'class', one: 'class', bits: classBits(outputs), comment: '' },
    flagged: 'low: the window is flagged and has no class',
  }),
  labels: (outputs) => ({
    ...{ name: 'labels', one: 'labels', bits: outputs, comment: 'bit i: label i holds' },
    flagged: 'low: the window is flagged and has no labels',
  }),
  values: (outputs, scoreBits) => ({
    ...{ name: 'values', one: 'last values', bits: outputs * scoreBits },
    comment: `the scores, ${scoreBits} bits each, signed, value 0 in the low bits`,
    flagged: 'low: the window is flagged and has no values',
  }),
};

export const monitorSays = ({ model, layers }: Hardware): MonitorSays =>
  SAYS[taskOf(model).kind](model.classes.length, layers.at(-1)!.outBits);

/** Everything the templates of the wrapper print, computed. */
function monitorView(monitor: MonitorHardware, identity: Identity) {
  const { hardware, hopSamples, cyclesPerSample, depth, tightest } = monitor;
  const { model } = hardware;
  const { samples, channels, codeBits, sampleRateHz } = model.input;
  return {
    ...identity,
    purpose: `${model.name} on a continuing signal: a window of ${samples} samples every ${hopSamples}.`,
    module: monitorModule(hardware.name),
    reset: resetView(hardware),
    pin: resetPin(hardware),
    coreReset: coreReset(hardware, resetView(hardware).net, monitor.shares ? 'core_rst_n' : null),
    core: topModule(hardware.name),
    bench: partModule(hardware.name, 'monitor_bench'),
    clockModule: partModule(hardware.name, 'monitor_clock'),
    judges: false,
    modelName: model.name,
    window: samples,
    hop: hopSamples,
    shares: monitor.shares,
    depth,
    cycles: cyclesPerSample,
    timeout: monitor.timeoutCycles,
    work: monitor.workCycles,
    hopCycles: hopSamples * cyclesPerSample,
    clock: monitor.clockHz,
    sampleRate: sampleRateHz,
    proof:
      tightest.sample === 0
        ? 'all are read before a later one comes in their place.'
        : `sample ${tightest.sample} is read in cycle ${tightest.cycle} at the latest.`,
    channels,
    channelBits: Math.max(1, unsignedBits(channels - 1)),
    ...portWidths(hardware),
    says: monitorSays(hardware),
    task: taskOf(model).kind,
    outputs: model.classes.length,
    labels: portWidths(hardware).labelBits === null ? labelsCircuit(hardware) : null,
    steps: stepsWords(monitor),
    sampleBits: channels * codeBits,
    portList: portList(monitorPorts(monitor)),
    guard: guardParameters(model.input),
    parity: hardware.parity ?? false,
  };
}

/** Of scores of each step, for the head: lines of a comment; null: scores are of the window. */
function stepsWords({ hardware, hopSamples }: MonitorHardware): string[] | null {
  const steps = stepsOf(hardware);
  if (steps === null) return null;
  const places = stepPlaces(hardware.model);
  return [
    `Each of the ${steps.steps} steps of a window is given as it comes, with its position p and the index of the window's`,
    'last sample; whether the window is flagged is known behind its last step.',
    ...(places === null
      ? []
      : [`Step p is of samples ${placesText(places)} of the window.`, ...repeated(places, hopSamples)]),
  ];
}

/** Which steps of a window the one before has had. */
function repeated({ every }: Places, hop: number): string[] {
  if (hop % every !== 0) return [`A hop is no multiple of ${every} samples: no step is of the samples of one before.`];
  const steps = hop / every;
  return [
    `Step p is of the same samples as step p + ${steps} of the window before; at the ends of a window`,
    'zeros stand for what lies outside.',
  ];
}

/** Parameters of `bb_guard`; null: the model has no thresholds. */
export function guardParameters({ codeBits, guard }: InputSpec): { name: string; value: number }[] | null {
  if (guard?.flat === undefined && guard?.rails === undefined) return null;
  const { flat, rails } = guard;
  const values: Record<string, number> = {
    BITS: codeBits,
    FLAT: Number(flat !== undefined),
    RAILS: Number(rails !== undefined),
    ...(flat && { RANGE: flat.range, RUN: flat.samples, WITHIN: flat.within }),
    ...(rails && { LOW: rails.low, HIGH: rails.high, SATURATED: rails.saturated, LEAD_OFF: rails.leadOff }),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
