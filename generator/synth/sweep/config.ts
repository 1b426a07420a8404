import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { foldDesign } from '../../arch/budget.js';
import { buildHardware } from '../../arch/build.js';
import { copiesOf, estimatePlaced } from '../../arch/copies.js';
import type { Hardware } from '../../arch/hardware.js';
import { type Design, parseDesign } from '../../config/design.js';
import { findPart, type Part } from '../../devices/devices.js';
import { asPart, refuseMissingRams } from '../../devices/fit.js';
import { readIntegerModel } from '../../model/file.js';
import { UserError } from '../../support/errors.js';
import { readJson } from '../../support/read-json.js';
import { sourceFile } from '../../support/roots.js';
import { MAX_PLACEMENTS } from '../implement.js';

/** Where sweeps are generated and their results kept, row by row. */
export const SWEEP_FOLDER = 'build/sweep';

/** `configs/sweep/*.json`: designs of one model on the parts that each is meant for. */
/** A design's own name is the model's with this behind it; folders are named after it. */
const PART_OF_NAME = /^[a-z0-9_]+(-[a-z0-9_]+)*$/;

export const sweepSchema = z.strictObject({
  model: z.string().min(1).describe('integer model, a path relative to this file'),
  seeds: z.int().min(1).max(MAX_PLACEMENTS).default(3).describe('placements of each design on each part'),
  designs: z
    .array(
      z.looseObject({
        name: z
          .string()
          .regex(PART_OF_NAME, 'not lower-case letters, digits, _ and -')
          .describe("behind the model's; folders are named after it"),
        architecture: z.string().describe('`stream` or `folded`'),
        parts: z.array(z.string()).min(1).describe('on which it is placed and routed'),
      }),
    )
    .min(1)
    .describe("as in a design's own file, but for its model; and the parts it is meant for"),
});

/** A design of a sweep on one part. */
export interface SweepPoint {
  /** Name within the sweep. */
  name: string;
  part: Part;
  design: Design;
  hardware: Hardware;
}

export interface Sweep {
  model: string;
  seeds: number;
  points: SweepPoint[];
}

/** Reads a sweep's configuration and sizes all its designs. Throws UserError that names the design in the file. */
export function readSweep(file: string): Sweep {
  const { model: relative, seeds, designs } = readJson(file, sweepSchema);
  const path = resolve(sourceFile(join(dirname(file), relative)));
  const model = readIntegerModel(path);
  const names = designs.map(({ name }) => name);
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice >= 0)
    throw new UserError({
      where: file,
      field: `designs[${twice}].name`,
      message: 'taken already',
      value: names[twice],
    });
  const points = designs.flatMap(({ name, parts, ...rest }, i) => {
    const field = `designs[${i}]`;
    const named = parts.map((part, p) => findPart(part, file, `${field}.parts[${p}]`));
    // A design is checked by the one reader that there is for it.
    const own = join(SWEEP_FOLDER, model.name, `${name}.json`);
    try {
      const design = foldDesign(parseDesign({ ...rest, name: `${model.name}-${name}`, model: path }, own), model, own);
      const hardware = buildHardware(design, model, own);
      const wrapper = copiesOf({ design, hardware });
      named.forEach((part, p) => {
        refuseMissingRams(estimatePlaced(hardware, wrapper, part).spram, asPart(part), own, `parts[${p}]`);
      });
      return named.map((part) => ({ name, part, design, hardware }));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(
        error.problems.map((p) => ({
          ...p,
          where: file,
          field: p.field === undefined ? field : `${field}.${p.field}`,
        })),
      );
    }
  });
  return { model: model.name, seeds, points };
}
