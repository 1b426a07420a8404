import type { BuiltDesign } from '../../arch/built-design.js';
import { designFolder } from '../../config/design.js';
import { findPart, type PartName } from '../../devices/devices.js';
import { generateDesign } from '../../emit/design-folder.js';
import { topModule } from '../../emit/names.js';
import { simulateDesign } from '../../simulate/design.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import { requireTool } from '../../support/tools.js';
import { synthesiseFor } from '../../synth/yosys.js';

/** Windows of a data set through a design; values are those of all layers, classes, labels and steps. */
export async function simulated(built: BuiltDesign, simulator: SimulatorName, data: string, fragments: number) {
  const found = await simulateDesign(built, { simulator, data, fragments });
  const { layers, class: classes, labels, outputs = [], step } = found;
  const streams = [...layers, classes, labels, ...outputs, step].filter((one) => one !== null);
  const total = (of: 'values' | 'mismatches') => streams.reduce((sum, one) => sum + one[of], 0);
  const { cyclesPredicted, cyclesCounted, intervalPredicted, intervalCounted, pass } = found;
  return {
    ...{ tool: found.simulator, windows: found.fragments, values: total('values'), mismatches: total('mismatches') },
    ...{ cyclesPredicted, cyclesCounted, intervalPredicted, intervalCounted, pass },
  };
}

/** Cells of a design as it is synthesised for a part, which may have fewer. */
export async function synthesised(built: BuiltDesign, part: PartName) {
  const { name } = built.design;
  generateDesign(built);
  const yosys = { name: 'yosys', ...requireTool('yosys') };
  const { result } = await synthesiseFor(designFolder(name), name, topModule(name), findPart(part, 'parts'), yosys);
  const { lut, ff, bram, spram, dsp } = result;
  return { lut, ff, bram, spram, dsp, yosys: result.tools.yosys };
}
