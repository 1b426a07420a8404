import { encodeFrame, FrameReader } from './frames.js';
import {
  ANSWER_BYTES,
  type Answer,
  COMMANDS,
  type LinkIdentity,
  type LinkResult,
  PROTOCOL,
  packRequest,
  parseAnswer,
  parseIdentity,
  parseResult,
  type Request,
  STEPS_PROTOCOL,
} from './messages.js';
import type { Transport } from './transport.js';

/** The device does not answer, or not what it should. */
export class LinkError extends Error {}

export interface ClientSettings {
  /** Waited for an answer besides the time that its bytes take on the line, milliseconds. */
  timeoutMs?: number;
  /** Times a request is sent before the device counts as silent. */
  attempts?: number;
  /** Longest that the device may compute a fragment. */
  computeMs?: number;
}

/** What was needed besides one frame there and one back. */
export interface LinkCount {
  requests: number;
  /** Requests sent again as no answer came in time. */
  retries: number;
  /** Answers to a request that was already answered. */
  lateAnswers: number;
  /** Bad frames that came from the device, and that the device says came to it. */
  badAnswers: number;
  badRequests: number;
  /** Fragments sent again from their first code, as the device had lost its place. */
  restarts: number;
}

/** A fragment's result with the flags of its codes. */
export interface Classified {
  /** Of each step; of a design with scores of the whole fragment there is one. */
  steps: LinkResult[];
  flags: Answer['flags'];
  parityError: boolean;
}

const TAGS = 256;
const FRAGMENTS = 65536;
/** Waits grow by this factor with each retry, up to the limit. */
const BACKOFF = 1.5;
const LONGEST_WAIT_MS = 5000;
/** Times one fragment is begun before the device is given up. */
const RESTARTS = 5;

/**
 * The host's end of the link: one request at a time, sent again until its answer comes. A repeated request does no harm,
 * as codes carry their place, and every answer tells where the device is.
 */
export class LinkClient {
  readonly count: LinkCount = {
    requests: 0,
    retries: 0,
    lateAnswers: 0,
    badAnswers: 0,
    badRequests: 0,
    restarts: 0,
  };
  readonly #transport: Transport;
  readonly #timeoutMs: number;
  readonly #attempts: number;
  readonly #computeMs: number;
  readonly #reader = new FrameReader(ANSWER_BYTES);
  #tag = 0;
  /** Number of the next fragment since the last restart, modulo 65536; a host may go on from elsewhere. */
  fragment = 0;
  /** The device's count in the last answer; null: it begins anew. */
  #faults: number | null = null;
  #lost: string | null = null;
  #waiting: { tags: Set<number>; command: number; resolve: (answer: Answer | null) => void } | null = null;

  constructor(transport: Transport, { timeoutMs = 100, attempts = 12, computeMs = 60_000 }: ClientSettings = {}) {
    this.#transport = transport;
    this.#timeoutMs = timeoutMs;
    this.#attempts = attempts;
    this.#computeMs = computeMs;
    transport.onBytes((bytes) => {
      for (const content of this.#reader.push(bytes)) this.#take(content);
      this.count.badAnswers = this.#reader.faults;
    });
    transport.onLost((why) => {
      this.#lost = why;
      this.#waiting?.resolve(null);
    });
  }

  /** Begins anew and asks the device what it is. Throws LinkError if it is silent or speaks otherwise. */
  async connect(): Promise<LinkIdentity> {
    await this.restart();
    const { payload } = await this.#ask({ command: 'describe' });
    const identity = parseIdentity(payload);
    if (identity === null || ![PROTOCOL, STEPS_PROTOCOL].includes(identity.protocol))
      throw new LinkError(
        `${this.#transport.name}: protocol ${identity?.protocol ?? 'unknown'}, this program speaks ${PROTOCOL} and ${STEPS_PROTOCOL}`,
      );
    return identity;
  }

  /** The device forgets every fragment and counts from 0. */
  async restart(): Promise<void> {
    this.#faults = null;
    const answer = await this.#ask({ command: 'restart' });
    if (answer.fragment !== 0 || answer.position !== 0)
      throw new LinkError(`${this.#transport.name}: the device did not begin anew`);
    this.fragment = 0;
  }

  /** Sends one fragment and waits for its result. Throws LinkError. */
  async classify(identity: LinkIdentity, codes: ArrayLike<number>): Promise<Classified> {
    if (codes.length !== identity.codes) throw new Error(`${codes.length} codes, not ${identity.codes}`);
    for (let begun = 0; begun < RESTARTS; begun++) {
      if (begun > 0) {
        this.count.restarts++;
        await this.restart();
      }
      const result = (await this.#send(identity, codes)) && (await this.#result(identity));
      if (result) {
        this.fragment = (this.fragment + 1) % FRAGMENTS;
        return result;
      }
    }
    throw new LinkError(`${this.#transport.name}: the device lost its place ${RESTARTS} times in one fragment`);
  }

  /** Sends the codes; false: the device is not where it should be. */
  async #send({ frameCodes }: LinkIdentity, codes: ArrayLike<number>): Promise<boolean> {
    const all = Array.from(codes);
    for (let position = 0; position < all.length; ) {
      const part = all.slice(position, position + frameCodes);
      const fragment = this.fragment;
      const answer = await this.#ask({ command: 'samples', fragment, position, codes: part });
      position += part.length;
      const last = position === all.length;
      if (!(answer.fragment === fragment && answer.position === position) && !(last && this.#finished(answer)))
        return false;
    }
    return true;
  }

  #finished({ fragment, position, ready }: Answer): boolean {
    return ready && position === 0 && fragment === (this.fragment + 1) % FRAGMENTS;
  }

  /** The result of the fragment that was sent; null: the device has lost it. */
  async #result(identity: LinkIdentity): Promise<Classified | null> {
    const start = performance.now();
    const pages: Uint8Array[] = [];
    while (performance.now() - start < this.#computeMs) {
      const answer = await this.#ask({ command: 'result', position: pages.length });
      const { fragment, computing, flags, parityError, payload } = answer;
      if (this.#finished(answer)) {
        pages.push(payload);
        if (pages.length < identity.pages) continue;
        const whole = Buffer.concat(pages);
        const steps = parseResult(whole, identity);
        if (steps === null) throw new LinkError(`${this.#transport.name}: a result of ${whole.length} bytes`);
        return { steps, flags, parityError };
      }
      if (fragment !== this.fragment || !computing) return null;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw new LinkError(`${this.#transport.name}: no result within ${this.#computeMs / 1000} s`);
  }

  async #ask(request: Omit<Request, 'tag'>): Promise<Answer> {
    this.count.requests++;
    const tags = new Set<number>();
    let wait = this.#timeoutMs;
    for (let attempt = 0; attempt < this.#attempts; attempt++) {
      if (attempt > 0) this.count.retries++;
      this.#tag = (this.#tag + 1) % TAGS;
      tags.add(this.#tag);
      const frame = encodeFrame(packRequest({ ...request, tag: this.#tag }));
      const lineMs = ((frame.length + ANSWER_BYTES) * 10_000) / this.#transport.baud;
      const answer = await this.#exchange(frame, { tags, command: COMMANDS[request.command] }, wait + lineMs);
      if (answer !== null) {
        this.#countFaults(answer.faults);
        return answer;
      }
      if (this.#lost !== null) throw new LinkError(`${this.#transport.name}: ${this.#lost}`);
      wait = Math.min(wait * BACKOFF, LONGEST_WAIT_MS);
    }
    throw new LinkError(
      `${this.#transport.name}: no answer to ${this.#attempts} requests at ${this.#transport.baud} baud`,
    );
  }

  /** The device counts modulo 256; a step back of more than half of that is a device that was reset. */
  #countFaults(faults: number): void {
    const more = (faults - (this.#faults ?? 0) + 256) % 256;
    this.count.badRequests += more < 128 ? more : faults;
    this.#faults = faults;
  }

  async #exchange(
    frame: Uint8Array,
    expected: { tags: Set<number>; command: number },
    waitMs: number,
  ): Promise<Answer | null> {
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Answer | null>((resolve) => {
      timer = setTimeout(() => resolve(null), waitMs);
      this.#waiting = { ...expected, resolve };
    });
    try {
      await Promise.race([this.#transport.write(frame), answer]);
      return await answer;
    } catch (error) {
      this.#lost ??= (error as Error).message;
      return null;
    } finally {
      clearTimeout(timer);
      this.#waiting = null;
    }
  }

  #take(content: Uint8Array): void {
    const answer = parseAnswer(content);
    const waiting = this.#waiting;
    if (answer !== null && waiting?.tags.has(answer.tag) && answer.command === waiting.command) waiting.resolve(answer);
    else this.count.lateAnswers++;
  }
}
