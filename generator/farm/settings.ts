import { z } from 'zod';
import { readJson } from '../support/read-json.js';

/** Array indices of a Slurm as it comes: `MaxArraySize` is 1001, and the largest index one less. */
const USUAL_ARRAY = 1000;

const word = z.string().regex(/^[^\s-]\S*$/, 'empty, begins with - or holds a blank');

/** Options of `sbatch` that bitbeat gives itself. */
const OWN = ['array', 'parsable', 'wrap', 'output', 'error', 'chdir', 'wait', 'hold', 'test-only', 'help', 'version'];
const SHORT = ['a', 'o', 'e', 'D', 'W', 'H', 'h', 'V'];

const isFree = (argument: string) => {
  const [, long] = /^--([\w-]+)(?:=|$)/.exec(argument) ?? [];
  return long === undefined ? !SHORT.includes(argument.slice(1, 2)) : !OWN.includes(long);
};

/** `configs/farm/*.json`: where and how units are done. */
export const farmSchema = z.strictObject({
  folder: z
    .string()
    .min(1)
    .default('build/farm')
    .describe('queues and results; every node sees it under the same path, as it sees the present folder'),
  partition: word.optional().describe("`sbatch --partition`; the site's own if absent"),
  account: word.optional().describe('`sbatch --account`'),
  qos: word.optional().describe('`sbatch --qos`'),
  time: z
    .string()
    .regex(/^(\d+-)?\d+(:\d{1,2}){0,2}$/, 'not a time of Slurm such as 30, 2:00:00 or 1-12:00:00')
    .optional()
    .describe('`sbatch --time` of a task; what is not done by then is submitted again'),
  memory: z
    .string()
    .regex(/^\d+[KMGT]?$/, 'not a size of Slurm such as 4G')
    .optional()
    .describe('`sbatch --mem` of a task'),
  cpus: z.int().min(1).max(1024).default(1).describe('of a task, which does so many units at once'),
  modules: z.array(word).default([]).describe('loaded by `module load` before a task'),
  environment: z
    .record(z.string(), z.string())
    .superRefine((given, context) => {
      for (const name of Object.keys(given).filter((key) => !/^[A-Za-z_]\w*$/.test(key)))
        context.addIssue({ code: 'custom', path: [name], message: 'not a name of a variable', input: name });
    })
    .default({})
    .describe('variables of a task'),
  sbatch: z
    .array(
      z
        .string()
        .regex(/^--?[A-Za-z]/, 'not an option')
        .refine(isFree, 'an option that bitbeat gives itself'),
    )
    .default([])
    .describe('further options of `sbatch`, each a text: `--constraint=avx2`'),
  unitsPerTask: z.int().min(1).max(1_000_000).default(10).describe('units that a task does one after the other'),
  maximumTasks: z
    .int()
    .min(1)
    .max(4_000_000)
    .default(USUAL_ARRAY)
    .describe("tasks of a job array, below the site's `MaxArraySize`; tasks get more units where these are too few"),
  runningTasks: z.int().min(1).optional().describe('tasks that run at once; no limit if absent'),
  attempts: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('job arrays in a row that may end without a new result before it is given up'),
  pollSeconds: z.number().min(0.05).max(3600).default(15).describe('between two looks at queue and results'),
});

export type FarmSettings = z.infer<typeof farmSchema>;

/** The settings of a file; those of a farm as it comes where none is named. Throws UserError. */
export function readFarm(file: string | undefined): FarmSettings {
  return file === undefined ? farmSchema.parse({}) : readJson(file, farmSchema);
}
