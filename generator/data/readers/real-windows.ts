import { type Problem, UserError } from '../../support/errors.js';
import { type SignalSet, signalSet, type Window } from '../signal-set.js';
import type { Cell } from './cell.js';
import { chooseUnits, rangesOf } from './choose-units.js';
import { ClassNames } from './class-names.js';
import { LEAVE_OUT, MISSING_VALUE, type Missing } from './missing.js';
import { LISTED } from './problems.js';
import type { About } from './reader.js';
import { Converting, type Units } from './units.js';
import type { Values } from './values.js';
import { WindowTargets } from './window-targets.js';

/** A window of real values. */
export interface RealWindow extends Values {
  /** File or array that it is from: those of one that is called `test` choose no gain. */
  part: string;
  /** Its place, for messages. */
  where: string;
  name: string;
  /** What it belongs to unless the data set's file says how names tell it; left out: it stands alone. */
  group?: string | undefined;
  /** Its class as the data name it; null: they do not. */
  label: string | null;
  /** Where the data set names targets, a number for each, of a window or of each of its steps. */
  targets?: ArrayLike<Cell> | undefined;
}

/** Most values that wait for their units, and most codes: a GB each. */
const [MAX_VALUES, MAX_CODES] = [2 ** 27, 2 ** 29];
/** Channels of which a note tells. */
const NAMED = 8;
const TEST = /(?:^|[^a-z])(?:test|val|valid|validation|eval)(?:[^a-z]|$)/i;

/**
 * Windows of real values as they are read, which become codes by the zero and gain of the data set's file or, where it says none,
 * by what fits the values. Whatever is wrong is kept with its place and told at the end, the first problems in words.
 */
export class RealWindows {
  readonly #classes: ClassNames;
  readonly #targets: WindowTargets | null;
  readonly #problems: Problem[] = [];
  #moreProblems = 0;
  readonly #windows: (Omit<Window, 'codes'> & { part: string })[] = [];
  /** Values until units are known. */
  readonly #values: Values[] = [];
  readonly #codes: (Int16Array | Uint16Array)[] = [];
  readonly #converting: Converting | null;
  readonly #notes: string[] = [];
  #held = 0;
  /** Missing values, and windows with one. */
  readonly #missing = { values: 0, windows: 0 };

  constructor(
    readonly source: string,
    readonly about: About,
    readonly missing: Missing = 'refuse',
  ) {
    const { codeBits, zero, gain } = about.input;
    this.#classes = new ClassNames(about.classes);
    this.#targets = about.targets && new WindowTargets(about.targets);
    this.#converting = zero && gain ? new Converting(codeBits, { zero, gain }) : null;
  }

  refuse(...problems: readonly Problem[]): void {
    for (const problem of problems)
      if (this.#problems.length < LISTED) this.#problems.push(problem);
      else this.#moreProblems++;
  }

  note(text: string): void {
    this.#notes.push(`${this.source}: ${text}`);
  }

  add(window: RealWindow): void {
    const { where, name, label, targets, part } = window;
    const { classes, groups } = this.about;
    const group = groups === null ? (window.group ?? name) : groups.of(name);
    const found = [
      ...this.#lengthProblems(window),
      ...this.#classes.problems(where, label),
      ...(this.#targets?.problems(where, targets) ?? []),
    ];
    if (group === undefined)
      found.push({ where, message: `the name does not say the ${groups!.what}`, value: name, allowed: groups!.form });
    this.refuse(...found);
    if (found.length > 0 || this.#isMissing(window)) return;
    this.#held += window.values.length + (targets?.length ?? 0);
    if (this.#held > (this.#converting === null ? MAX_VALUES : MAX_CODES))
      throw new UserError({
        where: this.source,
        message: 'more windows than are held in memory at once',
        value: this.#windows.length,
        fix: 'a part of them, or a larger step between windows',
      });
    this.#windows.push({ part, name, group: group!, ...(classes.length > 0 && { label: this.#classes.of(label!)! }) });
    this.#targets?.add(targets);
    if (this.#converting === null) this.#values.push({ values: window.values, order: window.order });
    else this.#codes.push(this.#converting.codes(window));
  }

  /** @throws UserError with the first problems, or when there is no window */
  done(): SignalSet {
    const { source, about } = this;
    if (this.#moreProblems > 0)
      this.#problems.push({ where: source, message: `and ${this.#moreProblems} more problems` });
    if (this.#problems.length > 0) throw new UserError(this.#problems);
    const { values, windows } = this.#missing;
    if (windows > 0) this.note(`${windows} windows in which values are missing (${values} in all) are left out`);
    if (this.#windows.length === 0)
      throw new UserError({
        where: source,
        message: windows > 0 ? 'no window without missing values' : 'no window in any file',
      });
    const converting = this.#converting ?? new Converting(about.input.codeBits, this.#choose());
    const codes = this.#converting === null ? this.#values.map((window) => converting.codes(window)) : this.#codes;
    const all = this.#windows.map((window, i) => ({ ...window, codes: codes[i]! }));
    const set = signalSet(source, { ...about.input, ...converting.units }, all, about.classes);
    const targets = this.#targets?.done() ?? set.targets;
    const per = about.targets?.per ?? 'window';
    return { ...set, targets, per, provenance: { source, notes: [...this.#notes, ...converting.notes(source)] } };
  }

  #lengthProblems({ where, values }: RealWindow): Problem[] {
    const { samples, channels } = this.about.input;
    if (values.length === samples * channels) return [];
    const allowed = `${channels} channels of ${samples}`;
    return [{ where, field: 'values', message: 'not what the data set says', value: values.length, allowed }];
  }

  /** Whether the window is to be left out, or refused, for what it lacks. */
  #isMissing(window: RealWindow): boolean {
    const { where, values, targets } = window;
    const lacking = this.#targets?.missing(where, targets) ?? [];
    let [first, count] = [-1, lacking.length];
    for (let i = 0; i < values.length; i++)
      if (!Number.isFinite(values[i])) {
        if (first < 0) first = i;
        count++;
      }
    if (count === 0) return false;
    if (this.missing === 'leave-out') {
      this.#missing.values += count;
      this.#missing.windows++;
    } else this.refuse(...(first < 0 ? [] : [this.#missingSample(window, first)]), ...lacking);
    return true;
  }

  #missingSample({ where, values, order }: RealWindow, first: number): Problem {
    const { samples, channels } = this.about.input;
    const [channel, sample] =
      order === 'channels'
        ? [Math.floor(first / samples), first % samples]
        : [first % channels, Math.floor(first / channels)];
    return {
      where,
      field: `channel ${channel}, sample ${sample}`,
      message: Number.isNaN(values[first]) ? MISSING_VALUE : 'no finite number',
      value: String(values[first]),
      allowed: 'a value of each sample: what is missing is not made up',
      fix: LEAVE_OUT,
    };
  }

  /** What fits the windows that are for training. */
  #choose(): Units {
    const { about } = this;
    const { codeBits, channels } = about.input;
    const training = this.#values.filter((_, i) => !TEST.test(this.#windows[i]!.part));
    const taken = training.length > 0 ? training : this.#values;
    const ranges = rangesOf(taken, channels, about.choice.share);
    const units = chooseUnits(ranges, about.choice, about.input);
    const few = (texts: readonly (number | string)[]) =>
      `${texts.slice(0, NAMED).join(', ')}${texts.length > NAMED ? ', ...' : ''}`;
    const shown = (values: readonly (number | string)[]) =>
      new Set(values).size === 1 ? `${values[0]}` : `[${few(values)}]`;
    const spans = ranges.map(([low, high]) => `${Number(low.toPrecision(4))} to ${Number(high.toPrecision(4))}`);
    const from = taken.length < this.#windows.length ? `${taken.length} of ${this.#windows.length}` : `${taken.length}`;
    this.note(
      `zero ${shown(units.zero)} and gain ${shown(units.gain)} codes a unit are chosen for ${codeBits} bits and the values of ${from} windows, ${shown(spans)}; written as input.zero and input.gain into the data set file they hold for other data too`,
    );
    const narrow = ranges.flatMap(([low, high], c) => {
      const codes = (high - low) * Math.abs(units.gain[c]!);
      return codes > 0 && codes < 2 ** codeBits / 8 ? [c] : [];
    });
    if (narrow.length > 0)
      this.note(
        `values of channels ${few(narrow)} take less than an eighth of the codes: they lie far from 0, or beside larger ones`,
      );
    return units;
  }
}
