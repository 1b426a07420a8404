import { existsSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../support/errors.js';
import { readJson } from '../support/read-json.js';
import { installed } from '../support/roots.js';
import { USUAL } from './readers/choose-units.js';
import type { About, Reader } from './readers/reader.js';
import { READERS, type ReaderName } from './readers/readers.js';
import { regularExpression } from './readers/regular-expression.js';
import { targetNames } from './target-names.js';

const text = z.string().min(1);
const each = <T extends z.ZodType>(value: T, what: string) =>
  z
    .union([value, z.array(value).min(1)])
    .optional()
    .describe(`${what}; of all channels, or a list of one of each`);

const range = z
  .strictObject({
    of: z.enum(['each', 'all']).default(USUAL.of).describe('each channel has a gain of its own, or all have one'),
    share: z
      .number()
      .min(0.5)
      .max(1)
      .default(USUAL.share)
      .describe("of a channel's values, that the codes hold; what lies beyond becomes the last code"),
  })
  .describe('how `zero` and `gain` are chosen from real values where they are left out');

const input = z
  .strictObject({
    samples: z
      .int()
      .min(1)
      .max(2 ** 20)
      .describe('samples of one window, of each channel'),
    channels: z.int().min(1).max(65536).default(1).describe('channels (leads, axes)'),
    rateHz: z.number().positive().describe('Hz; samples of a channel a second'),
    codeBits: z.int().min(1).max(16).describe('bits of the unsigned code of a sample'),
    zero: each(z.int().min(0).max(65535), 'code of 0 units'),
    gain: each(
      z.number().refine((value) => value !== 0, 'no gain'),
      'codes a unit',
    ),
    units: each(text, 'the unit'),
    range: range.optional(),
  })
  .superRefine(({ channels, codeBits, ...given }, context) => {
    for (const field of ['zero', 'gain', 'units'] as const) {
      const value = given[field];
      if (Array.isArray(value) && value.length !== channels)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: 'not one for each channel',
          params: { allowed: `a list of ${channels}, or one for all` },
        });
    }
    const top = 2 ** codeBits - 1;
    if ([given.zero ?? 0].flat().some((zero) => zero > top))
      context.addIssue({
        code: 'custom',
        path: ['zero'],
        message: 'no code',
        params: { allowed: `0 to ${top} (codeBits ${codeBits})` },
      });
  })
  .describe('what a window is');

const groups = z
  .strictObject({
    what: text.describe('what must not be split between training and test: `patient`, `machine`, `speaker`'),
    pattern: regularExpression.describe("finds it in a window's name: what its first brackets hold"),
    form: text.describe('how files are named, for messages'),
    aliases: z
      .record(z.string(), z.string())
      .default({})
      .describe('names that stand for another: one patient, two records'),
  })
  .describe('left out: each window is a group of its own');

const provenance = z
  .strictObject({
    citation: text.describe('where the data are from, with their licence'),
    subject: text.describe('what a window is told apart by, such as `activities`'),
    channels: text.describe('such as `one lead`'),
    windows: z
      .int()
      .min(1)
      .optional()
      .describe('that there are, be they at hand or not; left out where they are cut from longer recordings'),
    limits: z.array(text).describe('what a model of these data cannot be trusted with'),
  })
  .describe('for the model cards');

const common = {
  name: text.regex(/^[\w.-]+$/, 'a name is letters, digits, _, . and -').describe('of the data set'),
  folder: text.default('.').describe('of the data, relative to this file unless it is absolute'),
  default: z.boolean().default(false).describe('taken for a folder that is named without a file such as this'),
  classes: z
    .array(text)
    .default([])
    .refine((names) => new Set(names).size === names.length, 'a class twice')
    .describe('in the order of the outputs; none: windows without targets, unless `targets` names others'),
  targets: targetNames.optional(),
  per: z
    .enum(['window', 'step'])
    .default('window')
    .describe('what a class or target is of: a window, or each of its steps, as many of them in every window'),
  input,
  groups: groups.optional(),
  standIn: z.literal('synthetic').optional().describe('reader that makes up such windows for runs without data'),
  provenance: provenance.optional(),
};

/** Readers that fill targets which are no classes, and those that fill targets of each step. */
const named = (fills: 'targets' | 'steps') =>
  Object.entries<Pick<Reader<never>, 'targets' | 'steps'>>(READERS).flatMap(([name, reader]) =>
    reader[fills] ? [name] : [],
  );
const [TARGETED, STEPPED] = [named('targets'), named('steps')];

const [first, ...others] = Object.entries(READERS).map(([name, { options }]) =>
  z
    .strictObject({
      ...common,
      reader: z.literal(name as ReaderName).describe('what reads the data'),
      options: options.prefault({}).describe('of the reader'),
    })
    .superRefine(({ targets, classes, per, standIn }, context) => {
      const refuse = (message: string, allowed: string, field = 'targets') =>
        context.addIssue({ code: 'custom', path: [field], message, params: { allowed } });
      if (per === 'step' && !STEPPED.includes(name))
        refuse(`reader ${name} reads none of each step`, `window, or readers ${STEPPED.join(', ')}`, 'per');
      if (per === 'step' && standIn !== undefined) refuse(`${standIn} makes up none of each step`, 'window', 'per');
      if (targets === undefined) return;
      if (classes.length > 0) refuse('besides classes', 'classes or targets');
      if (!TARGETED.includes(name)) refuse(`reader ${name} reads none but classes`, `readers ${TARGETED.join(', ')}`);
      if (standIn !== undefined) refuse(`${standIn} makes up none but classes`, 'no standIn');
    }),
);

/** `configs/datasets/*.json`: what data are, which reader takes them, and what is known of them. */
export const datasetSchema = z.discriminatedUnion('reader', [first!, ...others]);

export type Provenance = z.infer<typeof provenance>;

/** A data set as its file describes it. */
export type Dataset = z.infer<typeof datasetSchema> & {
  /** The file. */
  where: string;
};

/** Throws UserError with everything that is wrong with the file. */
export function readDataset(path: string): Dataset {
  return { ...readJson(path, datasetSchema), where: path };
}

/** The folder of a data set's data. */
export const folderOf = ({ where, folder }: Dataset): string =>
  isAbsolute(folder) ? folder : join(dirname(where), folder);

/** The data sets that are shipped, by name. */
export function shippedDatasets(): Dataset[] {
  const folder = installed('configs/datasets');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => readDataset(join(folder, file)));
}

/** The shipped data set that a folder is taken for which no file describes. */
export function defaultDataset(): Dataset {
  const found = shippedDatasets().find((dataset) => dataset.default);
  if (found === undefined)
    throw new UserError({
      where: 'configs/datasets',
      message: 'no data set is the default',
      fix: '--data with a file',
    });
  return found;
}

/** What readers are told. */
export function aboutOf({ where, classes: names, targets: others, per, input: given, groups: found }: Dataset): About {
  const { channels } = given;
  // Classes of steps are read as other targets are.
  const ofSteps = per === 'step' && names.length > 0 ? ({ kind: 'classes', names } as const) : undefined;
  const [classes, targets] = ofSteps === undefined ? [names, others] : [[], ofSteps];
  const list = <T>(value: T | readonly T[]) => (Array.isArray(value) ? value : new Array<T>(channels).fill(value as T));
  const shape: About['input'] = {
    samples: given.samples,
    channels,
    rateHz: given.rateHz,
    codeBits: given.codeBits,
    zero: given.zero === undefined ? undefined : list(given.zero),
    gain: given.gain === undefined ? undefined : list(given.gain),
    units: given.units === undefined ? undefined : list(given.units),
  };
  const groups = found === undefined ? null : groupsOf(found);
  return {
    where,
    classes,
    targets: targets === undefined ? null : { ...targets, per },
    input: shape,
    choice: given.range ?? USUAL,
    groups,
  };
}

function groupsOf({ what, form, pattern, aliases }: z.infer<typeof groups>): About['groups'] {
  const expression = new RegExp(pattern);
  return {
    what,
    form,
    of(name) {
      const group = expression.exec(name)?.[1];
      return group === undefined ? undefined : (aliases[group] ?? group);
    },
  };
}
