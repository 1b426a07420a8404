import type { Generated } from '../../emit/generated.js';
import type { BoardTop } from '../../emit/wrappers/board.js';
import { boardIdentity } from '../../emit/wrappers/uart.js';
import { type Answer, packIdentity, parseResult } from '../../link/messages.js';
import { classSent } from '../../link/said.js';
import { guardFlags } from '../../model/guard.js';
import { Interpreter } from '../../model/interpreter.js';
import { codesPerWindow } from '../../network/input.js';
import { random } from '../../support/random.js';
import { Session } from './session.js';

/** Cycles of the design that a board's reset lasts, of `bb_power_on`, and some. */
const POWER_ON = 4096 + 64;
/** In which what the button does is done. */
const SETTLES = 64;
/** Around a core's own cycles of a window: the link's. */
const LINK_CYCLES = 1000;

/** What the LEDs of a board or a UART say. */
interface Leds {
  result: number;
  work: number;
  error: number;
}

const REST: Leds = { result: 0, work: 0, error: 0 };

/** What a board says that has forgotten all. */
const ANEW = { fragment: 0, position: 0, ready: false, parityError: false, faults: 0 };

/**
 * What every board must do, at its pins: it is silent until its reset is over, says what it holds, takes windows and gives
 * their results, shows with its LEDs that it works, that a result came and that a frame was bad, and forgets all when its
 * button is pressed, in the middle of a window or of an answer.
 */
export function boardSession(core: Generated, board: BoardTop | null, cyclesPerBit: number): Session {
  const { hardware } = core;
  const { model } = hardware;
  const identity = boardIdentity(core);
  const interpreter = new Interpreter(model);
  const session = new Session(cyclesPerBit);
  const divide = board?.divide ?? 1;
  const leds = (what: string, lit: Leds) => session.pins(what, pinsOf(board, lit));
  const wrong = (answer: Answer, wanted: Partial<Answer>): string | null => {
    const differs = Object.entries(wanted).find(
      ([field, value]) => JSON.stringify(answer[field as keyof Answer]) !== JSON.stringify(value),
    );
    if (differs === undefined) return null;
    const [field, value] = differs;
    return `${field} ${JSON.stringify(answer[field as keyof Answer])}, expected ${JSON.stringify(value)}`;
  };
  const anew = (what: string, command: 'status' | 'restart') =>
    session.ask(what, { command }, (answer) => wrong(answer, ANEW));

  if (board === null) {
    // Asked where a start bit that the reset has left behind would be about to end.
    session.wait(Math.max(1, Math.floor(cyclesPerBit / 2) - 6));
  } else {
    session.wait(SETTLES * divide);
    leds('at the start', REST);
    session.unanswered('a request before the reset is over', { command: 'describe' });
    session.wait(POWER_ON * divide);
  }
  // As the reset has left it, before a restart does the same.
  anew('status', 'status');
  anew('restart', 'restart');
  session.ask('describe', { command: 'describe' }, ({ payload }) =>
    Buffer.from(payload).equals(packIdentity(identity)) ? null : `${payload}, expected ${packIdentity(identity)}`,
  );

  const windows = telling(core);
  const half = windows[0]!.slice(0, Math.ceil(Math.min(identity.frameCodes, identity.codes) / 2));
  if (board === null || board.button !== null) {
    session.ask('codes before the button', { command: 'samples', fragment: 0, position: 0, codes: half }, (answer) =>
      wrong(answer, { fragment: 0, ...(half.length < identity.codes && { position: half.length }) }),
    );
    if (half.length < identity.codes) leds('in the middle of a window', { ...REST, work: 1 });
    session.button(true);
    session.wait(SETTLES * divide);
    leds('while the button is pressed', REST);
    session.unanswered('a request while the button is pressed', { command: 'status' });
    session.button(false);
    if (board !== null) {
      session.unanswered('a request before the reset is over again', { command: 'status' });
      session.wait(POWER_ON * divide);
    }
    anew('status after the button', 'status');
  }

  for (const [i, codes] of windows.entries()) {
    sendWindow(session, identity.frameCodes, i, codes);
    session.wait((2 * hardware.latencyCycles + LINK_CYCLES) * divide);
    const flags = guardFlags(model, codes);
    const done = { fragment: i + 1, position: 0, computing: false, ready: true, parityError: false, flags };
    const pages: Uint8Array[] = [];
    for (let page = 0; page < Math.max(1, identity.pages); page++)
      session.ask(`result ${i}`, { command: 'result', position: page }, (answer) => {
        pages[page] = answer.payload;
        const unlike = wrong(answer, done);
        if (unlike !== null || page + 1 < identity.pages) return unlike;
        const expected = interpreter
          .steps(codes)
          .map((scores) => ({ classIndex: classSent(model, [...scores]), scores: [...scores] }));
        const got = parseResult(Buffer.concat(pages), identity);
        return JSON.stringify(got) === JSON.stringify(expected)
          ? null
          : `${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`;
      });
    leds(`after result ${i}`, { ...REST, result: (i + 1) % 2 });
  }

  session.unanswered('a bad frame', { command: 'status' }, true);
  leds('after a bad frame', { ...REST, result: windows.length % 2, error: 1 });
  session.ask('status after a bad frame', { command: 'status' }, (answer) => wrong(answer, { faults: 1 }));
  anew('restart after a bad frame', 'restart');
  leds('after the restart', REST);

  if (board === null || board.button !== null) {
    // In the second byte of the answer, the tag, which has bits of both kinds.
    session.cut({ command: 'status' }, 3);
    session.wait(SETTLES * divide);
    session.button(false);
    if (board !== null) session.wait(POWER_ON * divide);
    anew('status after a cut answer', 'status');
  }
  return session;
}

/** All codes of a window, in frames. */
function sendWindow(session: Session, frameCodes: number, fragment: number, codes: readonly number[]): void {
  for (let position = 0; position < codes.length; position += frameCodes) {
    const part = codes.slice(position, position + frameCodes);
    const after = position + part.length;
    session.ask(
      `codes ${position} of window ${fragment}`,
      { command: 'samples', fragment, position, codes: part },
      (answer) =>
        answer.position === after || (after === codes.length && answer.fragment === fragment + 1)
          ? null
          : `position ${answer.position}, expected ${after}`,
    );
  }
}

/** Windows of a design: one at random, and of the first channels each, one in which it alone is at the lowest code. */
function telling({ hardware: { model } }: Generated): number[][] {
  const { codeBits, channels = 1, guard } = model.input;
  const rng = random(1);
  const drawn = () => Array.from({ length: codesPerWindow(model.input) }, () => rng.integer(0, 2 ** codeBits - 1));
  const still = (channel: number) => drawn().map((code, i) => (i % channels === channel ? 0 : code));
  const guarded = guard === undefined || guard === null ? 0 : Math.min(2, channels);
  return [drawn(), drawn(), ...Array.from({ length: guarded }, (_, channel) => still(channel))];
}

/** What a session's bench prints of a board, or of a UART, whose LEDs say this. */
export function pinsOf(board: BoardTop | null, { result, work, error }: Leds): string {
  const outputs = board?.outputs ?? [{ name: 'led_o', bits: 3 }];
  const lit = [result, work, error];
  const pins = outputs.map(({ name, bits, level }) => {
    if (level !== undefined) return `${level}`;
    const own = lit.splice(0, bits ?? 1).map((one) => (name.endsWith('_no') ? 1 - one : one));
    return own.reverse().join('');
  });
  return pins.join('');
}
