import { estimateLayers } from '../../arch/estimate/estimate.js';
import { engines, memories } from '../../arch/memories.js';
import { bitsOf, isRom } from '../../arch/memory.js';
import type { StreamHardware } from '../../arch/stream/hardware.js';
import { grouped, unknownOr } from '../table.js';
import type { ArchitectureReport } from './architecture.js';

export const stream: ArchitectureReport<StreamHardware> = {
  summary: 'an engine a layer',
  flow: 'The layers work at once, each on what the one before it has finished.',
  columns: (hardware, part) => {
    const { layers, intervalCycles } = hardware;
    const estimates = estimateLayers(hardware, part).map(({ estimate }) => estimate);
    return [
      { head: 'x', cells: layers.map(({ xBits }) => xBits) },
      { head: 'sum', cells: layers.map(({ sumBits }) => sumBits) },
      { head: 'acc', cells: layers.map(({ accBits }) => accBits) },
      { head: 'y', cells: layers.map(({ yBits }) => yBits) },
      { head: 'memory bits', cells: engines(hardware).map((engine) => grouped(bitsOf(engine.memories))) },
      { head: 'window rows', cells: layers.map(({ window }) => window.rows) },
      { head: 'busy cycles', cells: layers.map(({ cycles }) => grouped(cycles)) },
      { head: 'busy', cells: layers.map(({ cycles }) => `${((100 * cycles) / intervalCycles).toFixed(0)} %`) },
      { head: 'LUT4', cells: estimates.map(({ lut }) => unknownOr(lut)) },
      { head: 'EBR', cells: estimates.map(({ bram }) => grouped(bram)) },
      { head: 'DSP', cells: estimates.map(({ dsp }) => grouped(dsp)) },
    ];
  },
  work: ({ layers }) => [
    { head: 'tiles', cells: layers.map(({ tiles }) => grouped(tiles)) },
    { head: 'cycles of a tile', cells: layers.map(({ tileCycles }) => grouped(tileCycles)) },
  ],
  stored: (hardware) => {
    const buffers = memories(hardware).filter((memory) => !isRom(memory));
    // Those of a layer have numbers.
    const kinds = [...new Set(buffers.map(({ name }) => `${name.replace(/\d+$/, '')}s`))].join(' and ');
    return ` in weight memories, their words' filling counted; ${kinds}: ${grouped(bitsOf(buffers) / 8)} bytes`;
  },
  modelWords: ' with signs in words of 16 bits, as engines of several lanes store them',
  buffers: () => [],
  checked: 'the weight memories',
  notes: ({ continuing, model }) => {
    if (continuing === undefined) return [];
    const { latencySamples, latencyCycles, pace } = continuing;
    const ms = ((1000 * latencySamples) / model.input.sampleRateHz).toFixed(0);
    return [
      `a signal without an end: scores of a step wait for ${grouped(latencySamples)} samples behind its own (${ms} ms), and leave ` +
        `${grouped(latencyCycles)} cycles later at most; ${grouped(pace.samples)} samples take ${grouped(pace.cycles)} cycles`,
    ];
  },
  sharedWidths: () => '',
};
