import type { z } from 'zod';
import type { WaitingWork } from '../../support/long-work.js';
import type { SignalSet, SignalShape } from '../signal-set.js';
import type { TargetNames } from '../target-names.js';

/** What must not be split between training and test, and how the name of a window says it. */
export interface Groups {
  /** `patient`, `machine`, `speaker`. */
  what: string;
  /** How files are named, for messages. */
  form: string;
  /** The group of a window; undefined: its name does not say it. */
  of(name: string): string | undefined;
}

/** How zero and gain are chosen where the data set's file does not say them. */
export interface Choice {
  /** Each channel has a gain of its own, or all have one. */
  of: 'each' | 'all';
  /** Share of a channel's values that the codes hold; what lies beyond becomes the last code. */
  share: number;
}

/** What a data set's file says of its signals, whatever reads them. */
export interface About {
  /** The field of messages about the description is in this file. */
  where: string;
  /** In the order of their labels; none: windows without targets, or with others. */
  classes: readonly string[];
  /** In the place of classes; null: none. */
  targets: TargetNames | null;
  input: SignalShape & { rateHz: number; codeBits: number };
  /** How zero and gain are chosen from real values where `input` does not say them. */
  choice: Choice;
  /** null: each window by itself. */
  groups: Groups | null;
}

/** A kind of data. `read` takes all of a folder. */
export interface Reader<O> {
  options: z.ZodType<O>;
  /** It fills targets that are no classes, where the data set's file names some; left out: it does not. */
  targets?: true;
  /** It fills targets of each step; left out: it does not. */
  steps?: true;
  /** Whether a folder that nothing describes looks like such data. */
  recognises?(folder: string): boolean;
  /** @throws UserError with all that cannot be read */
  read(folder: string, options: O, about: About): WaitingWork<SignalSet>;
}
