import { coreCycles } from '../../arch/monitor.js';
import type { GatedTop } from '../../emit/wrappers/gated-board.js';
import { resultFrameCycles } from '../../link/result-frames.js';
import { classSent } from '../../link/said.js';
import { guardFlags } from '../../model/guard.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { Interpreter } from '../../model/interpreter.js';
import { random } from '../../support/random.js';

/** A button that is pressed: samples after the last reset, then cycles until it is, and the cycles that it is held. */
export interface Press {
  samples: number;
  cycles: number;
  held: number;
  /** The core is at work then. */
  atWork: boolean;
}

interface Sample {
  code: number;
  leadOff: boolean;
  /** None: the samples behind it come after the next reset. */
  resets?: boolean;
}

/** What is played to the top of a gated monitor. */
export interface GatedBoardScript {
  samples: Sample[];
  presses: Press[];
  /** Cycles after the last sample until all is said. */
  drain: number;
}

/** From a press to the reset: two flip-flops and the reset's own. */
export const PRESSED = 3;
/** From the sample that completes a window to the first edge of the core's clock: the request, and what an oscillator takes. */
const STARTS = { oscillators: 4, crystal: 1 } as const;
const HELD = 40;
/** Of the converter's frame from its start to when it is left. */
const SELECTED = 16;

/**
 * A signal and a button for the top of a gated monitor: the button is pressed in the middle of a window, while the core is at
 * work, and while a result is on the line; then come windows, of which some are flat and one has no contact.
 */
export function gatedBoardScript({ gated, on, clocks, period }: GatedTop): GatedBoardScript {
  const { hardware, hopSamples: hop, coreHz, clockHz, workCycles } = gated;
  const { samples: window } = hardware.model.input;
  const work = (coreCycles(hardware).workCycles / coreHz) * clockHz;
  const frame = resultFrameCycles(on.bitCycles);
  const starts = STARTS[clocks.kind];
  const presses: Press[] = [
    // Within a frame of the converter, some clocks behind its start.
    { samples: window + 2 * hop + Math.floor(hop / 2), cycles: period - SELECTED + 5, held: HELD, atWork: false },
    { ...atWork(window, starts + work / 2 - PRESSED, period), held: HELD, atWork: true },
    { samples: window, cycles: starts + work + frame / 4, held: HELD, atWork: false },
  ];
  const drawn = tellingSignal(hardware.model, hop);
  const cut = presses.map(({ samples, cycles }) => drawn([], samples + Math.ceil((cycles + HELD) / period) + 1));
  // The first windows tell something, then one is flat, one has no contact once, and one follows.
  const sound = drawn([], window + 2 * hop);
  const flat = Array.from({ length: window + hop }, () => ({ code: 0, leadOff: false }));
  const all = [...sound, ...flat, ...drawn([...sound, ...flat], window + 2 * hop)];
  const off = window - 1 + Math.ceil((sound.length + flat.length - window + 1) / hop) * hop;
  const last = all.map((sample, i) => ({ ...sample, leadOff: i === off }));
  const between = { code: 0, leadOff: false, resets: true };
  return { samples: [...cut.flatMap((codes) => [...codes, between]), ...last], presses, drain: workCycles + frame };
}

/** A press so many cycles after a sample; where that is before it, after the sample before. */
const atWork = (samples: number, cycles: number, period: number) =>
  cycles >= 1 ? { samples, cycles } : { samples: samples - 1, cycles: cycles + period };

/** Signals that are tried for a window. */
const TRIES = 24;

/**
 * Draws signals whose windows are of as many classes as are found: noise, waves and levels, of which those are taken whose
 * class was had least often.
 */
function tellingSignal(model: IntegerNetwork, hop: number) {
  const { samples: window, codeBits } = model.input;
  const rng = random(1);
  const top = 2 ** codeBits - 1;
  const interpreter = new Interpreter(model);
  const had = new Map<number, number>();
  const piece = (length: number) => {
    const [level, wide, noise, turn] = [
      rng.integer(0, top),
      rng.integer(0, top),
      rng.integer(0, top),
      rng.integer(2, 80),
    ];
    return Array.from({ length }, (_, i) => {
      const code = level + (wide / 2) * Math.sin((2 * Math.PI * i) / turn) + rng.integer(0, noise) - noise / 2;
      return { code: Math.round(Math.min(top, Math.max(0, code))), leadOff: false };
    });
  };
  /** Samples behind those of the same run. */
  return (before: readonly Sample[], count: number): Sample[] => {
    const all = [...before];
    const end = before.length + count;
    while (all.length < end) {
      // Up to the next sample that completes a window.
      const next = all.length < window ? window : window + Math.ceil((all.length + 1 - window) / hop) * hop;
      if (next > end) {
        all.push(...piece(end - all.length));
        break;
      }
      const tries = Array.from({ length: TRIES }, () => piece(next - all.length)).map((codes) => {
        const codesOf = [...all, ...codes].slice(-window).map(({ code }) => code);
        const said = guardFlags(model, codesOf);
        const flagged = said.flat || said.saturated || said.leadOff;
        const [scores] = interpreter.steps(codesOf);
        const classIndex = classSent(model, [...scores!]);
        return { codes, classIndex, rank: (had.get(classIndex) ?? 0) + (flagged ? count : 0) };
      });
      const best = tries.reduce((least, one) => (one.rank < least.rank ? one : least));
      had.set(best.classIndex, (had.get(best.classIndex) ?? 0) + 1);
      all.push(...best.codes);
    }
    return all.slice(before.length);
  };
}
