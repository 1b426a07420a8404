import { UserError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import type * as Boards from './board.js';
import { BOARD_FILES } from './boards/boards.js';
import type * as Device from './device.js';
import { FAMILIES, type FamilyName, familyOf } from './families.js';

export { FAMILIES, type FamilyName, familyOf } from './families.js';

/** Families that designs are routed and estimated for without a board. */
export type PartFamily = { [F in FamilyName]: (typeof FAMILIES)[F]['harness'] extends null ? never : F }[FamilyName];
/** Those of them that cells are counted for without a certain part. */
export type CountedFamily = {
  [F in PartFamily]: (typeof FAMILIES)[F]['synthesis'] extends null ? never : F;
}[PartFamily];
export type PartName = { [F in FamilyName]: keyof (typeof FAMILIES)[F]['parts'] }[FamilyName];

const NAMES = Object.keys(FAMILIES) as FamilyName[];
export const isPartFamily = (name: FamilyName): name is PartFamily => FAMILIES[name].harness !== null;
export const PART_FAMILIES = NAMES.filter(isPartFamily);
export const COUNTED_FAMILIES = PART_FAMILIES.filter(
  (name): name is CountedFamily => FAMILIES[name].synthesis !== null,
);

/** What lanes are chosen by: a part's family and resources. */
export interface PartFabric {
  family: PartFamily;
  resources: Device.Resources;
}

/** What is synthesised for: a part, or a family as such. */
export interface Target {
  name: string;
  family: PartFamily;
  /** Yosys' commands from the checked design to the netlist; the top module is appended. */
  synthesis: string;
  /** As of a part; null: none are written. */
  harnessPins: readonly string[] | null;
}

/** A family without a certain part: what its cells are counted for. */
export const familyTarget = (family: CountedFamily): Target => ({
  name: family,
  family,
  synthesis: FAMILIES[family].synthesis,
  harnessPins: null,
});

export interface Part extends Device.Part {
  name: string;
  family: PartFamily;
}
export interface Board extends Boards.Board {
  name: string;
}

/** Smallest first within a family. */
export const PARTS: readonly Part[] = PART_FAMILIES.flatMap((family) =>
  Object.entries(familyOf(family).parts).map(([name, part]) => ({ ...part, name, family })),
);
export const BOARDS: readonly Board[] = Object.entries<Boards.Board>(BOARD_FILES).map(([name, board]) => ({
  ...board,
  name,
}));

/** By name. */
export const PART = Object.fromEntries(PARTS.map((part) => [part.name, part])) as Readonly<Record<PartName, Part>>;

export const PART_NAMES = PARTS.map(({ name }) => name as PartName);
export const BOARD_NAMES = BOARDS.map(({ name }) => name);

/** The part of that name; `where` names the flag or file that gave it. Throws UserError that lists all. */
export const findPart = (name: string, where: string, field?: string): Part => find('part', PARTS, name, where, field);

/** The board of that name, likewise. */
export const findBoard = (name: string, where: string): Board => find('board', BOARDS, name, where);

function find<D extends { name: string }>(
  kind: string,
  all: readonly D[],
  name: string,
  where: string,
  field?: string,
): D {
  const found = all.find((device) => device.name === name);
  if (found !== undefined) return found;
  const names = all.map((device) => device.name);
  const fix = nearest(name, names);
  throw new UserError({
    where,
    ...(field === undefined ? {} : { field }),
    message: `no such ${kind}`,
    value: name,
    allowed: names.join(', '),
    ...(fix === undefined ? {} : { fix }),
  });
}

/** Clock of a design on the board, MHz. */
export const clockMHz = ({ clockHz, divide }: Boards.Board) => clockHz / divide / 1e6;
