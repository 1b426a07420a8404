import { type Problem, UserError } from '../support/errors.js';
import { RESOURCE_NAMES, RESOURCE_WORDS, type Resources } from './device.js';
import { BOARDS, type Board, FAMILIES, PARTS, type Part } from './devices.js';

/** A resource of which a design needs more than a device has. */
export interface Shortage {
  resource: keyof Resources;
  needed: number;
  available: number;
}

/** A part, or a board with one, as a user who chose it reads of it. */
export interface Device {
  title: string;
  resources: Resources;
  /** The flag that chooses one of the others that holds so much; null: none does. */
  larger: (needed: Partial<Resources>) => string | null;
}

/** What of a device a design exceeds. */
export function shortages(needed: Partial<Resources>, { resources }: Pick<Device, 'resources'>): Shortage[] {
  return RESOURCE_NAMES.flatMap((resource) => {
    const [need, available] = [needed[resource] ?? 0, resources[resource]];
    return need > available ? [{ resource, needed: need, available }] : [];
  });
}

const flag = (name: string, device: { name: string } | undefined) => device && `--${name} ${device.name}`;

export const asPart = ({ name, resources }: Part): Device => ({
  title: name,
  resources,
  larger: (needed) =>
    flag(
      'part',
      PARTS.find((part) => part.name !== name && shortages(needed, part).length === 0),
    ) ?? null,
});

/** Boards that an open tool makes bitstreams for are named alone. */
export const asBoard = ({ title, resources }: Board): Device => ({
  title,
  resources,
  larger: (needed) =>
    flag(
      'board',
      BOARDS.find((board) => FAMILIES[board.family].router !== null && shortages(needed, board).length === 0),
    ) ?? null,
});

/**
 * A design that a device does not hold as the user's mistake: what is short by how much, and what would fit. `needed` is all
 * that is known of it, `lessCells` what of the design itself takes fewer cells.
 */
export function misfitError(
  found: readonly Shortage[],
  needed: Partial<Resources>,
  device: Device,
  lessCells: readonly string[],
  where: string,
): UserError {
  const all = { ...needed, ...Object.fromEntries(found.map((short) => [short.resource, short.needed])) };
  const larger = device.larger(all);
  const fix = [...(larger === null ? [] : [larger]), 'fewer lanes', ...lessCells, 'a smaller model'].join(', or ');
  return new UserError(
    found.map(
      ({ resource, needed: value, available }): Problem => ({
        where,
        message: `does not fit ${device.title}: ${value - available} ${RESOURCE_WORDS[resource]} too many`,
        value,
        allowed: `at most ${available}`,
        fix,
      }),
    ),
  );
}

/** Refuses a design with single-port RAMs, which it instantiates itself, for a device that has fewer. Throws UserError. */
export function refuseMissingRams(spram: number, device: Device, where: string, field?: string): void {
  if (spram <= device.resources.spram) return;
  const larger = device.larger({ spram });
  throw new UserError({
    where,
    ...(field === undefined ? {} : { field }),
    message: `${device.title} has fewer single-port RAMs than the design uses`,
    value: spram,
    allowed: `at most ${device.resources.spram}`,
    fix: [`no "spram" in its folding`, ...(larger === null ? [] : [larger])].join(', or '),
  });
}
