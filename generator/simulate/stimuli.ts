import type { SignalSet } from '../data/signal-set.js';

/** Fragments of a set, or a folder of vectors to be taken as they lie there. */
export type Stimuli = { set: SignalSet } | { vectors: string };
