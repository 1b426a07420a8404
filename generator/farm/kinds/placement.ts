import { z } from 'zod';
import { RESOURCE_NAMES } from '../../devices/device.js';
import { findPart, PART_NAMES } from '../../devices/devices.js';
import { synthesisPrograms } from '../../devices/programs.js';
import { topModule } from '../../emit/names.js';
import { type Placement, place } from '../../synth/implement.js';
import type { WantedPlacement } from '../../synth/wanted.js';
import { type Kind, type Unit, unitKey } from '../unit.js';
import { packTree, placedInput, sameTools, treeNeed, unpackTree } from './trees.js';

const cells = z.strictObject({ lc: z.number(), lut: z.number(), ff: z.number() });
export const resources = Object.fromEntries(RESOURCE_NAMES.map((name) => [name, z.number()])) as Record<
  (typeof RESOURCE_NAMES)[number],
  z.ZodNumber
>;
export const criticalPath = z
  .strictObject({ ns: z.number(), from: z.string(), to: z.string(), through: z.array(z.string()) })
  .nullable();

const inputSchema = z.strictObject({
  ...placedInput,
  /** What is placed of the design; its top if absent. */
  top: z.string().optional(),
  part: z.enum(PART_NAMES as [string, ...string[]]),
});

/** One placement of a design on a part with one seed, synthesis included. */
export const placementKind: Kind<z.infer<typeof inputSchema>, Placement> = {
  input: inputSchema,
  // In the order of its fields elsewhere: what is printed of it is the same bytes.
  result: z.strictObject({
    synthesised: z.strictObject({
      ...{ design: z.string(), tree: z.string(), part: z.string() },
      ...resources,
      tools: z.record(z.string(), z.string()),
      harnessLc: z.number(),
      instances: z.record(z.string(), cells),
    }),
    routed: z
      .union([
        z.strictObject({ lc: z.number(), fmaxMHz: z.number(), criticalPath }),
        z.strictObject({ needed: z.number(), available: z.number() }),
      ])
      .nullable(),
  }),
  async do({ design, top, tree, part, seed, toolchain, tools }, { scratch, text }) {
    const on = findPart(part, 'unit');
    const programs = synthesisPrograms(toolchain, on.family);
    sameTools(tools, Object.values(programs));
    const folder = unpackTree(scratch, design, text(tree));
    return place(folder, design, top ?? topModule(design), on, seed, programs);
  },
};

export function placementUnit({ design, top, tree, part, seed, toolchain, programs }: WantedPlacement): Unit {
  const packed = packTree(tree);
  const tools = Object.fromEntries(Object.values(programs).map(({ name, version }) => [name, version]));
  const input = {
    design,
    ...(top !== undefined && { top }),
    tree: packed.name,
    part: part.name,
    seed,
    toolchain,
    tools,
  };
  return { key: unitKey(['placement', 1, input, part]), input, needs: [treeNeed(packed)] };
}
