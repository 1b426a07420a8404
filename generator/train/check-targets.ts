import { type SignalSet, targetsOf } from '../data/signal-set.js';
import { stepsOf, targetsInWords } from '../data/targets.js';
import { layerLengths } from '../network/shapes.js';
import { saidInWords } from '../network/task.js';
import type { Topology } from '../network/topology.js';
import { type Problem, UserError } from '../support/errors.js';
import { movingSteps, unknownClasses } from './augment/augmentations.js';
import { ofWindows } from './batch.js';
import { taskOf } from './tasks/tasks.js';
import { imitates, type Teacher } from './teacher.js';
import type { BatchSettings } from './train-config.js';

interface Checked {
  topology: Topology;
  set: SignalSet;
  settings: BatchSettings;
  teacher: Teacher | null;
  allowAbsentClasses?: boolean;
  what: string;
}

/** Throws UserError when a network cannot learn from windows: shapes or targets are others, or do not say enough. */
export function checkTargets(run: Checked): void {
  const { what: where, allowAbsentClasses = false, set, teacher } = run;
  const refuse = (problems: readonly Found[]) => {
    if (problems.length > 0) throw new UserError(problems.map((problem) => ({ where, ...problem })));
  };
  const [{ samples, channels }] = set.inputs;
  if (teacher !== null && imitates(teacher.share)) {
    refuse(misfit(shape({ samples, channels }), shape(run.topology.input)));
    return;
  }
  const targets = targetsOf(set);
  const given = `${shape({ samples, channels })} with ${targetsInWords(targets, set.per)}`;
  const { input } = run.topology;
  refuse(misfit(given, `${shape(input)} with ${saidInWords(run.topology)}`));
  refuse([...stepProblems(run), ...settingProblems(run)]);
  const empty = allowAbsentClasses ? [] : taskOf(targets).unlearnable(targets);
  if (empty.length > 0)
    refuse([
      { message: `nothing to learn from: ${empty.join(', ')}`, allowed: 'windows that show each output at work' },
    ]);
}

type Found = Omit<Problem, 'where'>;

const shape = (of: { samples: number; channels: number }) => `${of.channels} x ${of.samples} samples`;

const misfit = (given: string, own: string): Found[] =>
  given === own ? [] : [{ message: `the network does not fit the data: fragments of ${given}`, allowed: own }];

/** Targets of steps are at the positions of the network's end. */
function stepProblems({ topology, set }: Checked): Found[] {
  if (set.per !== 'step') return [];
  const targets = targetsOf(set);
  const positions = layerLengths(topology).at(-1)!.output;
  const steps = stepsOf(targets, set.names.length);
  if (steps === positions) return [];
  return [
    {
      message: 'the network has another number of steps than the data',
      value: positions,
      allowed: `${steps}, or a part of them by a whole number`,
    },
  ];
}

function settingProblems({ set, settings, teacher }: Checked): Found[] {
  const { names, kind } = targetsOf(set);
  const classes = ofWindows(set);
  const unknown = unknownClasses(settings.augment, classes?.names ?? []).map(({ field, name }) => ({
    field,
    message: classes === null ? 'the data have no classes of windows' : 'no class of that name',
    value: name,
    ...(classes !== null && { allowed: names.join(', ') }),
  }));
  // What is taught by a network alone moves with the window.
  const moving =
    set.per === 'window' || teacher?.share.weight === 1
      ? []
      : movingSteps(settings.augment).filter((i) => settings.augment[i]!.kind !== 'mixup');
  const moved = moving.map((i) => ({
    field: `augment[${i}].kind`,
    message: 'moves what has targets at its place',
    value: settings.augment[i]!.kind,
    allowed: 'steps that leave time as it is',
  }));
  const balance = (['classBalance', 'groupBalance'] as const)
    .filter((field) => classes === null && settings[field] !== 0)
    .map((field) => ({ field, message: 'the data have no classes of windows', value: settings[field], allowed: '0' }));
  const taught =
    teacher !== null && kind !== 'classes'
      ? [{ field: 'teacher', message: 'what a teacher hands on are probabilities of classes', allowed: 'null' }]
      : [];
  return [...unknown, ...moved, ...balance, ...taught];
}
