import type { Hardware } from '../../arch/hardware.js';
import type { Access, RegisterMap } from '../../arch/registers.js';
import { type Said, type SaidKind, saidOutputs } from '../../arch/said.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { codesPerWindow } from '../../network/input.js';
import type { Identity } from '../design/architecture.js';
import { topModule } from '../names.js';
import { renderTemplate } from '../render.js';
import { cCodes, cOutputs } from './bus-outputs.js';

/** C header with every register of `map`, and the driver that uses it: path -> text. */
export function softwareFiles(hardware: Hardware, map: RegisterMap, identity: Identity): Map<string, string> {
  const view = softwareView(hardware, map, identity);
  const own = (template: string) => withOwnSymbols(hardware.name, renderTemplate(template, view));
  const { header, source, registers } = driverFiles(hardware.name);
  return new Map([
    [registers, own('bus/registers.h.ejs')],
    [header, own('bus/driver.h.ejs')],
    [source, own('bus/driver.c.ejs')],
  ]);
}

/** Files of a design's C driver, as paths in its folder. */
export function driverFiles(design: string): { header: string; source: string; registers: string } {
  const top = topModule(design);
  return { header: `sw/${top}.h`, source: `sw/${top}.c`, registers: `sw/${top}_registers.h` };
}

/**
 * C text with the design's symbols in the place of the templates': `bitbeat_` and `BITBEAT_` become the name of the top, so that
 * the drivers of several cores can be linked into one program.
 */
export function withOwnSymbols(design: string, text: string): string {
  const top = topModule(design);
  return text
    .replace(/\bbitbeat_(?=\w)/g, `${top}_`)
    .replace(/\bBITBEAT_(?=\w)/g, `${top.toUpperCase()}_`)
    .replace(/\bbitbeat\.h\b/g, `${top}.h`);
}

const hex = (value: number, digits = 8) => `0x${value.toString(16).padStart(digits, '0')}u`;

/** Members of the driver's result. */
const MEMBERS: Record<SaidKind, { only: string; comment: string }> = {
  class: { only: 'class_index', comment: '' },
  labels: { only: 'labels', comment: ' /* bit i: label i holds */' },
};

/** The member of the driver's result that holds what is said of an output. */
export const cMember = ({ kind, name, only }: Said): string => (only ? MEMBERS[kind].only : name);

const cSaid = (model: IntegerNetwork) =>
  saidOutputs(model).map((one) => ({
    member: cMember(one),
    comment: MEMBERS[one.kind].comment,
    register: one.name.toUpperCase(),
  }));

/** A host that writes a register must know these by name. */
const ERRORS: readonly string[] = ['overrun', 'frame', 'overflow', 'parity'];

function softwareView(hardware: Hardware, map: RegisterMap, identity: Identity) {
  const { model } = hardware;
  const status = map.registers.find(({ name }) => name === 'status')!;
  const kept = (access: Access) => access !== 'wo';
  return {
    ...identity,
    modelName: model.name,
    bus: map.bus === 'axi' ? 'AXI4-Lite' : 'Wishbone',
    pushes: map.registers.some(({ name }) => name === 'sample'),
    waits: map.bus === 'axi',
    classes: model.classes.length,
    outputs: cOutputs(model),
    codes: cCodes(model),
    said: cSaid(model),
    samples: codesPerWindow(model.input),
    fifoDepth: map.fifoDepth,
    steps: map.steps,
    registers: map.registers.map(({ name, offset, text, fields }) => ({
      name: name.toUpperCase(),
      offset: hex(offset, 2),
      text,
      fields: fields.map((field) => ({
        name: `${field.name === name ? '' : `${name}_`}${field.name}`.toUpperCase(),
        lsb: field.lsb,
        mask: hex((2 ** field.bits - 1) * 2 ** field.lsb),
        reset: hex(field.reset),
        hasReset: kept(field.access),
      })),
    })),
    blocks: map.blocks.map(({ name, offset, words, text, values }) => ({
      name: name.toUpperCase(),
      offset: hex(offset, 2),
      words,
      text,
      values: values === null ? [] : values.map((value) => hex(value)),
    })),
    errors: status.fields
      .filter(({ name }) => ERRORS.includes(name))
      .map(({ name }) => `BITBEAT_STATUS_${name.toUpperCase()}_MASK`),
  };
}
