import { type SignalSet, windowCodes } from '../data/signal-set.js';
import { type GuardFlags, guardFlags } from '../model/guard.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { Interpreter } from '../model/interpreter.js';
import { taskOf } from '../network/task.js';
import { UserError } from '../support/errors.js';
import { type Classified, LinkClient, LinkError } from './client.js';
import type { LinkIdentity } from './messages.js';
import { classSent, type Said, saidOf, truthText } from './said.js';
import { openSerial } from './transport.js';

/** What a stream of fragments came to. */
export interface StreamResult {
  fragments: number;
  port: string;
  device: LinkIdentity;
  link: LinkClient['count'];
  /** Scores that were compared with the interpreter; null: none were asked for. */
  compared: number | null;
  failures: string[];
}

/** What a board said of one fragment. */
export interface StreamedFragment extends Said {
  /** Of its first sample, in seconds of the signal. */
  time: number;
  fragment: string;
  /** What the data say; null: nothing. */
  label: string | null;
  /** Why nothing is said of it. */
  flags: string[];
  scores: readonly number[];
}

/** What the board is to hold. */
export interface StreamedDesign {
  model: IntegerNetwork;
  identity: LinkIdentity;
  /** As it was given, for messages. */
  design: string;
  /** Samples from one window to the next, of a design that takes windows of one signal; undefined: they are not. */
  hopSamples?: number | undefined;
}

export interface StreamSettings {
  port: string;
  /** Bits a second. */
  baud: number;
  /** Waited for an answer besides its time on the line, ms. */
  timeout: number;
  /** Compare with the interpreter. */
  check: boolean;
  /** Take a board that holds another model, unless its answers are to be compared. */
  anyModel: boolean;
  /** Called as each answer comes. */
  on: (fragment: StreamedFragment) => void;
}

/**
 * Sends the fragments to the board at a port, one after the other. Ends early, with a failure, when the board falls silent.
 *
 * @throws UserError when no board of this design answers
 */
export async function streamFragments(
  { model, identity: expected, design, hopSamples }: StreamedDesign,
  set: SignalSet,
  { port, baud, timeout, check, anyModel, on }: StreamSettings,
): Promise<StreamResult> {
  const transport = await openSerial(port, baud);
  const client = new LinkClient(transport, { timeoutMs: timeout });
  try {
    const device = await connected(client, port);
    const own = device.modelHash === expected.modelHash;
    refuseOther(device, expected, { port, check, anyModel, design });
    const interpreter = check ? new Interpreter(model) : null;
    const done: StreamResult = {
      ...{ fragments: 0, port, device, link: client.count },
      ...{ compared: interpreter && 0, failures: [] },
    };
    const apart = hopSamples ?? model.input.samples;
    for (const [i, name] of set.names.entries()) {
      const codes = windowCodes(set, i);
      let result: Classified;
      try {
        result = await client.classify(device, codes);
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
        done.failures.push(error.message);
        return done;
      }
      done.fragments++;
      const { classIndex, scores } = result;
      const flags = flagged(result.flags);
      on({
        time: ((set.windows?.[i] ?? i) * apart) / model.input.sampleRateHz,
        fragment: name,
        label: truthText(model, set.targets, i),
        ...(flags.length > 0 ? { class: null } : own ? saidOf(model, scores, classIndex) : unnamed(model, classIndex)),
        ...{ flags, scores },
      });
      if (result.parityError) done.failures.push(`${name}: a weight memory has failed its parity`);
      if (interpreter === null) continue;
      const expectedScores = [...interpreter.scores(codes)];
      done.compared! += expectedScores.length;
      const right = {
        scores: expectedScores,
        classIndex: classSent(model, expectedScores),
        flags: guardFlags(model, codes),
      };
      const [is, should] = [said(result), said(right)];
      if (is !== should) done.failures.push(`${name}: ${is}, expected ${should}`);
    }
    return done;
  } finally {
    await transport.close();
  }
}

/** Of another model than the design's: its names, thresholds and units are not known. */
const unnamed = (model: IntegerNetwork, classIndex: number): Said => ({
  class: taskOf(model).kind === 'classes' ? `class ${classIndex}` : null,
});

/** Whoever does not answer at all is a wrong port or rate, which only the user can know. */
async function connected(client: LinkClient, port: string): Promise<LinkIdentity> {
  try {
    return await client.connect();
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    throw new UserError({
      where: '--port',
      message: error.message,
      value: port,
      allowed: 'a board with a bitbeat design behind its UART',
      fix: 'another --port or --baud, or `bitbeat program` first',
    });
  }
}

function refuseOther(
  device: LinkIdentity,
  expected: LinkIdentity,
  { port, check, anyModel, design }: Pick<StreamSettings, 'port' | 'check' | 'anyModel'> & { design: string },
): void {
  if (device.modelHash !== expected.modelHash && (!anyModel || check))
    throw new UserError({
      where: port,
      field: 'model',
      message: 'the board holds another model',
      value: device.modelHash,
      allowed: `${expected.modelHash} (${design})`,
      fix: check ? '--design with what the board holds' : '--design with what the board holds, or --any-model',
    });
  if (device.codes !== expected.codes)
    throw new UserError({
      where: port,
      field: 'codes',
      message: 'the board takes fragments of another length',
      value: device.codes,
      allowed: `${expected.codes} (${design})`,
    });
}

const FLAGS: readonly (readonly [keyof GuardFlags, string])[] = [
  ['flat', 'flat'],
  ['saturated', 'saturated'],
  ['leadOff', 'lead off'],
];

const flagged = (flags: GuardFlags) => FLAGS.filter(([key]) => flags[key]).map(([, text]) => text);

const said = ({ classIndex, scores, flags }: Pick<Classified, 'classIndex' | 'scores' | 'flags'>) =>
  `class ${classIndex}, scores ${scores.join(' ')}, flags ${flagged(flags).join(', ') || 'none'}`;
