import { z } from 'zod';
import type { OtherOptions } from '../data/open.js';
import { readNetwork } from '../model/network-file.js';
import type { Topology } from '../network/topology.js';
import { readJson } from '../support/read-json.js';
import { augmentSchema, movingSteps } from './augment/augmentations.js';

const network = z
  .string()
  .min(1)
  .describe('a name of configs/networks, or the path of a network file *.json, relative to this file');
const share = z.number().min(0).max(1);
const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** Options of the data set's reader, by name; the reader checks them. */
const readerOptions = z.record(z.string(), z.unknown());

/** How windows become batches: which are drawn, and what is done to them before the network sees them. */
const batchFields = {
  batch: z
    .int()
    .min(1)
    .max(1024)
    .describe("fragments of one step; what is left over of an epoch's random order is left out of that epoch"),
  classBalance: share.describe(
    '0: every fragment once an epoch; 1: every class equally often; between: drawn with weight 1 / (fragments of its class)^b',
  ),
  groupBalance: share.describe(
    'the same among the groups (patients, machines) of a class: 0.5 draws each by the square root of its windows',
  ),
  windowsPerEpoch: z.int().min(1).optional().describe('all of them if it is left out'),
  labelSmoothing: z
    .number()
    .min(0)
    .max(0.5)
    .describe('share of the target spread evenly over all classes, or over both answers to a label'),
  augment: augmentSchema,
};

const teacher = z.strictObject({
  networks: z.int().min(1).max(16).describe('networks whose mean is the teacher'),
  weight: share.describe(
    'share of the loss that is the distance from the teacher; the rest is the distance from the labels',
  ),
  temperature: z
    .number()
    .min(0.5)
    .max(20)
    .describe("by which scores are divided before the teacher's and the student's probabilities are compared"),
  network: network.optional().describe("the teacher's network; left out: the student's"),
});

const beats = z.strictObject({
  node: z
    .string()
    .min(1)
    .describe('node at whose positions the kinds of beats are learnt too; what learns them is dropped in the end'),
  weight: z.number().positive().max(100).describe('of that part of the loss'),
});

/** What is counted besides the metric, of targets of each step; nothing of the training depends on it. */
const events = z.strictObject({
  tolerance: z.int().min(0).describe('samples from the middle of an event within which one that is found is right'),
  background: z.string().optional().describe('class of steps that are of no event; of labels there is none'),
});

const batchSchema = z.strictObject(batchFields);

/** `configs/recipes/*.train.json`: what is trained in floating point, and how. */
export const trainConfigSchema = z
  .strictObject({
    network,
    epochs: z.int().min(1).max(10_000).describe('rounds through the training windows'),
    learningRate: z.number().positive().max(1).describe('at the start; falls to 0 along half a cosine'),
    weightDecay: share
      .default(0)
      .describe('weights (not biases) shrink by this share times the learning rate in every step'),
    averageLast: share
      .default(0)
      .describe("share of the epochs, at the end, whose weights are averaged; 0: the last epoch's are taken"),
    ...batchFields,
    classBalance: batchFields.classBalance.default(0),
    groupBalance: batchFields.groupBalance.default(0),
    augment: batchFields.augment.default([]),
    beats: beats.nullable().default(null).describe('a second task, kinds of beats; null: none'),
    teacher: teacher.nullable().default(null).describe('networks whose scores are learnt from too; null: labels only'),
    readerOptions: readerOptions
      .default({})
      .describe('what the reader of the data set does otherwise for this training, such as further leads'),
    events: events
      .optional()
      .describe('of targets of each step: runs of steps of one class or label are counted as events'),
    seed: seed.describe('of all random numbers'),
  })
  .superRefine(({ beats, augment }, context) => {
    for (const i of beats === null ? [] : movingSteps(augment))
      context.addIssue({
        code: 'custom',
        path: ['augment', i, 'kind'],
        message: 'moves what the second task (`beats`) is told of positions',
        params: { allowed: 'steps that leave time as it is, or no `beats`' },
      });
  });

/** What fine-tuning does otherwise than the training: how its batches are made, and its teacher. */
export const fineTuningSchema = z
  .strictObject({ ...batchFields, teacher: teacher.nullable().describe('null: none; left out: as in the training') })
  .partial();

export type BatchSettings = z.infer<typeof batchSchema>;

export type BeatSettings = z.infer<typeof beats>;

export type EventSettings = z.infer<typeof events>;

type TrainConfig = z.infer<typeof trainConfigSchema>;
type TeacherConfig = z.infer<typeof teacher>;

/** Who teaches: networks of `topology`, trained on the same fragments from other seeds. */
export type TeacherSettings = Omit<TeacherConfig, 'network'> & { topology: Topology };

/** Everything a training in floating point depends on, but network and fragments. */
export type TrainSettings = Omit<TrainConfig, 'network' | 'teacher' | 'readerOptions'> & {
  teacher: TeacherSettings | null;
};

/** What is trained, and how: a configuration with its networks in place of their names. */
export interface Training {
  topology: Topology;
  settings: TrainSettings;
  /** Left out: as the data set's file says. */
  reading?: OtherOptions;
}

/**
 * Reads a training's configuration and the networks that it names.
 *
 * @throws UserError with every problem found, in the file or in a network's
 */
export function readTraining(path: string): Training {
  const { network, teacher, readerOptions: options, ...settings } = readJson(path, trainConfigSchema);
  const topology = readNetwork(network, path);
  const whole = { ...settings, teacher: teacher && readTeacher(teacher, path, topology) };
  const reading = Object.keys(options).length === 0 ? {} : { reading: { where: path, options } };
  return { topology, settings: whole, ...reading };
}

/** The teacher that the file `path` names; a network of the student's kind unless it says another. */
export function readTeacher({ network, ...share }: TeacherConfig, path: string, student: Topology): TeacherSettings {
  return { ...share, topology: network === undefined ? student : readNetwork(network, path) };
}
