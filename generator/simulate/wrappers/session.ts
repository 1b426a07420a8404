import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sessionBenchFiles } from '../../emit/wrappers/board-bench.js';
import { encodeFrame, FLAG, FrameReader } from '../../link/frames.js';
import { ANSWER_BYTES, type Answer, packRequest, parseAnswer, type Request } from '../../link/messages.js';
import { removeAll } from '../../support/staging.js';
import { cameToEnd, compileBench, type SimulatorName } from '../simulators.js';

/** Kinds of lines of a session, as rtl-templates/link/session.v.ejs has them. */
const KINDS = { send: 0, wait: 1, button: 2, frame: 3, byte: 4, pins: 5 } as const;

/** What the bench plays, in the folder of a board. */
export const SESSION_FILE = 'vectors/session/session.hex';

/** Bits of a byte on the line. */
const BYTE_BITS = 10;

/** What a bench said up to the end of a wait, or when it was to tell the pins. */
type Said = { bytes: readonly string[]; came: boolean } | { pins: string };

/** What is wrong of it, in words; null: nothing. */
type Check = (said: Said) => string | null;

/** A session in the making: what is done at the pins of a board, and what must be seen there. */
export class Session {
  readonly lines: string[] = [];
  readonly #checks: { what: string; check: Check }[] = [];
  #tag = 0;

  /** `cyclesPerBit` of the line, in the board's clock. */
  constructor(readonly cyclesPerBit: number) {}

  /** Things that are looked at. */
  get checks(): number {
    return this.#checks.length;
  }

  wait(cycles: number): void {
    this.#line('wait', cycles);
  }

  button(pressed: boolean): void {
    this.#line('button', Number(pressed));
  }

  /** The outputs beside the line, as the bench prints them. */
  pins(what: string, expected: string): void {
    this.#line('pins', 0);
    this.#check(`pins ${what}`, (said) =>
      'pins' in said && said.pins !== expected ? `${said.pins}, expected ${expected}` : null,
    );
  }

  /** A request whose answer must be one frame, no byte beside it; `wrong` says what of it is. */
  ask(what: string, request: Omit<Request, 'tag'>, wrong: (answer: Answer) => string | null): void {
    const tag = this.#send(request);
    this.#line('frame', 2 * (ANSWER_BYTES + BYTE_BITS) * BYTE_BITS * this.cyclesPerBit);
    this.#check(what, (said) => {
      const answer = 'bytes' in said ? answerOf(said.bytes) : 'no answer';
      if (typeof answer === 'string') return answer;
      return answer.tag === tag ? wrong(answer) : `an answer to request ${answer.tag}`;
    });
  }

  /** A request that must not be answered; `spoiled`: as its check sum is wrong. */
  unanswered(what: string, request: Omit<Request, 'tag'>, spoiled = false): void {
    this.#send(request, spoiled);
    this.#line('byte', 4 * BYTE_BITS * this.cyclesPerBit);
    this.#check(what, (said) => ('came' in said && said.came ? 'is answered' : null));
  }

  /** A request whose answer is cut off by the button, some bits behind its first byte. */
  cut(request: Omit<Request, 'tag'>, bits: number): void {
    this.#send(request);
    this.#line('byte', 8 * BYTE_BITS * this.cyclesPerBit);
    this.#check('the first byte of an answer', (said) => ('came' in said && !said.came ? 'does not come' : null));
    this.wait(bits * this.cyclesPerBit);
    this.button(true);
  }

  /** What was not as it must be, of what the bench printed. Throws Error if it did not come to its end. */
  failures(text: string): string[] {
    if (!cameToEnd(text)) throw new Error(`the session stopped before its end:\n${text.slice(-2000)}`);
    const said = [...saidIn(text)];
    const failures: string[] = [];
    for (const [i, { what, check }] of this.#checks.entries()) {
      const one = said[i];
      // The bench ends where an answer does not come.
      if (one === undefined) return failures.length > 0 ? failures : [`${what}: was not told`];
      const wrong = check(one);
      if (wrong !== null) failures.push(`${what}: ${wrong}`);
    }
    return failures;
  }

  #send(request: Omit<Request, 'tag'>, spoiled = false): number {
    this.#tag = (this.#tag + 1) % 256;
    const frame = encodeFrame(packRequest({ ...request, tag: this.#tag }));
    // A bit of the first byte behind the flag: no check sum fits, and no flag comes about.
    if (spoiled) frame[1] = frame[1]! ^ 0x80;
    for (const byte of frame) this.#line('send', byte);
    return this.#tag;
  }

  #line(kind: keyof typeof KINDS, value: number): void {
    this.lines.push(`${KINDS[kind]} ${value.toString(16)}\n`);
  }

  #check(what: string, check: Check): void {
    this.#checks.push({ what, check });
  }
}

/** The one answer that these bytes are, or what they are instead. */
function answerOf(bits: readonly string[]): Answer | string {
  if (bits.length === 0) return 'no answer';
  const unsound = bits.find((one) => !/^1[01]{8}0$/.test(one));
  if (unsound !== undefined) return `${unsound} on the line is no byte`;
  const bytes = bits.map((one) => Number.parseInt(one.slice(1, -1), 2));
  const contents = new FrameReader(ANSWER_BYTES).push(bytes);
  const answer = contents.length === 1 ? parseAnswer(contents[0]!) : null;
  if (answer === null || bytes[0] !== FLAG || bytes.length !== encodeFrame(contents[0]!).length)
    return `${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')} is no answer`;
  return answer;
}

function* saidIn(text: string): Generator<Said> {
  let bytes: string[] = [];
  for (const line of text.split('\n')) {
    const [word, bits] = line.trim().split(' ');
    if (word === 'BYTE') bytes.push(bits!);
    if (word === 'PINS') yield { pins: bits! };
    if (word === 'CAME' || word === 'SILENT') {
      yield { bytes, came: word === 'CAME' };
      bytes = [];
    }
  }
}

export interface SessionRun {
  /** Folder of a `boardBench`, simulated as it lies there. */
  folder: string;
  simulator: SimulatorName;
  /** As in `CompileOptions`. */
  quick?: boolean;
  patience?: number;
}

/** Plays a session to the board of a design; what was not as it must be, and by what it was simulated. */
export async function playSession(
  session: Session,
  design: string,
  { folder, simulator, quick = false, patience }: SessionRun,
): Promise<{ tool: string; failures: string[] }> {
  const vectors = dirname(SESSION_FILE);
  removeAll(join(folder, vectors));
  mkdirSync(join(folder, vectors), { recursive: true });
  writeFileSync(join(folder, SESSION_FILE), session.lines.join(''));
  const bench = await compileBench(folder, design, simulator, {
    quick,
    ...(patience !== undefined && { patience }),
    ...sessionBenchFiles(design),
  });
  const text = await bench.run([`+vectors=${vectors}`, `+bit=${session.cyclesPerBit}`]);
  return { tool: bench.tool, failures: session.failures(text) };
}
