import { describe, expect, test } from 'vitest';
import { LinkClient, LinkError } from '../../generator/link/client.js';
import { random } from '../../generator/support/random.js';
import { Device, IDENTITY, Line, resultOf } from './device.js';

const QUICK = { timeoutMs: 2, attempts: 40 };
const NO_FLAGS = { flat: false, saturated: false, leadOff: false };

const fragments = (seed: number, count: number) => {
  const rng = random(seed);
  return Array.from({ length: count }, () => Array.from({ length: IDENTITY.codes }, () => rng.integer(0, 2047)));
};
const expected = (codes: readonly number[]) => {
  return { steps: resultOf(codes), flags: NO_FLAGS, parityError: false };
};

test('fragments through a clean line: one frame there and one back', async () => {
  const line = new Line(new Device());
  const client = new LinkClient(line, { timeoutMs: 5000 });
  expect(await client.connect()).toEqual(IDENTITY);
  for (const codes of fragments(1, 4)) expect(await client.classify(IDENTITY, codes)).toEqual(expected(codes));
  expect(client.count).toEqual({
    requests: line.sent,
    retries: 0,
    lateAnswers: 0,
    badAnswers: 0,
    badRequests: 0,
    restarts: 0,
  });
});

test.each([1, 2, 3, 4, 5, 6])(
  'noise both ways (seed %i): every result is right, and what was lost is counted',
  async (seed) => {
    const rng = random(seed);
    const disturb = (bytes: Uint8Array) => {
      const out = [...bytes].flatMap((byte) => {
        if (rng.uniform() >= 0.002) return [byte];
        return [[byte ^ (1 << rng.integer(0, 7))], [], [byte, rng.integer(0, 255)]][rng.integer(0, 2)]!;
      });
      // Now and then a whole piece is lost.
      return Uint8Array.from(rng.uniform() < 0.1 ? out.slice(rng.integer(0, out.length)) : out);
    };
    const device = new Device();
    device.polls = rng.integer(0, 3);
    const client = new LinkClient(new Line(device, disturb), QUICK);
    const identity = await client.connect();
    for (const codes of fragments(seed, 6)) expect(await client.classify(identity, codes)).toEqual(expected(codes));
    expect(client.count.retries).toBeGreaterThan(0);
    expect(client.count.restarts).toBe(0);
  },
);

test('a device that is reset at any time gets the fragment again, from its first code', async () => {
  for (let at = 2; at < 16; at++) {
    const device = new Device();
    const line = new Line(device, (bytes, toDevice) => {
      if (toDevice && line.sent === at) device.reset();
      return bytes;
    });
    const client = new LinkClient(line, { timeoutMs: 5000 });
    const identity = await client.connect();
    for (const codes of fragments(at, 3)) expect(await client.classify(identity, codes)).toEqual(expected(codes));
    expect(client.count.restarts).toBeLessThanOrEqual(1);
  }
});

test('answers that come late are neither lost nor taken for another request', async () => {
  const device = new Device();
  const line = new Line(device);
  // Every answer comes after the time-out.
  const { onBytes } = line;
  line.onBytes = (listener) => onBytes.call(line, (bytes) => setTimeout(() => listener(bytes), 8));
  const client = new LinkClient(line, QUICK);
  const identity = await client.connect();
  for (const codes of fragments(9, 2)) expect(await client.classify(identity, codes)).toEqual(expected(codes));
  expect(client.count.lateAnswers).toBeGreaterThan(0);
});

test('fragment numbers go on beyond 16 bits', async () => {
  const device = new Device();
  const client = new LinkClient(new Line(device), { timeoutMs: 5000 });
  const identity = await client.connect();
  // Nobody sends 65,536 fragments here: both are set to the last number.
  device.fragment = 65535;
  client.fragment = 65535;
  for (const codes of fragments(3, 2)) expect(await client.classify(identity, codes)).toEqual(expected(codes));
  expect(device.fragment).toBe(1);
});

test.each([
  ['silent', () => new Line(new Device(), () => new Uint8Array(0)), /no answer to 3 requests at 10000000 baud/],
  ['that loses its place for ever', () => forgetful(), /lost its place 5 times/],
])('a device %s is given up', async (_, line, message) => {
  const client = new LinkClient(line(), { timeoutMs: 1, attempts: 3 });
  const run = async () => client.classify(await client.connect(), fragments(1, 1)[0]!);
  await expect(run()).rejects.toThrow(LinkError);
  await expect(run()).rejects.toThrow(message);
});

test('a device that never ends computing is given up', async () => {
  const device = new Device();
  device.polls = Number.POSITIVE_INFINITY;
  const client = new LinkClient(new Line(device), { computeMs: 30 });
  const identity = await client.connect();
  await expect(client.classify(identity, fragments(1, 1)[0]!)).rejects.toThrow(/no result within 0.03 s/);
});

test('a line that is unplugged is told at once', async () => {
  const line = new Line(new Device(), () => new Uint8Array(0));
  const client = new LinkClient(line, { timeoutMs: 60_000 });
  setTimeout(() => line.unplug(), 5);
  await expect(client.connect()).rejects.toThrow(/unplugged/);
});

function forgetful(): Line {
  const device = new Device();
  return new Line(device, (bytes, toDevice) => {
    if (toDevice) device.reset();
    return bytes;
  });
}

describe('a device with results of steps, in pages', () => {
  const STEPS = 100;
  const identity = { ...IDENTITY, protocol: 2, pages: 3 };
  const right = (codes: readonly number[]) => ({
    ...{ steps: resultOf(codes, identity, STEPS), flags: NO_FLAGS, parityError: false },
  });

  test('every step of every fragment, a request a page', async () => {
    const line = new Line(new Device(identity, STEPS));
    const client = new LinkClient(line, { timeoutMs: 5000 });
    expect(await client.connect()).toEqual(identity);
    const before = line.sent;
    const [codes] = fragments(1, 1);
    expect(await client.classify(identity, codes!)).toEqual(right(codes!));
    // Three frames of codes, one poll, three pages.
    expect(line.sent - before).toBe(Math.ceil(IDENTITY.codes / IDENTITY.frameCodes) + 1 + 3);
  });

  test('on a noisy line', async () => {
    const rng = random(3);
    const disturb = (bytes: Uint8Array) =>
      Uint8Array.from([...bytes].map((byte) => (rng.uniform() < 0.001 ? byte ^ 1 : byte)));
    const client = new LinkClient(new Line(new Device(identity, STEPS), disturb), QUICK);
    const device = await client.connect();
    for (const codes of fragments(2, 4)) expect(await client.classify(device, codes)).toEqual(right(codes));
    expect(client.count.retries).toBeGreaterThan(0);
  });

  test('a device that is reset between two pages gets the fragment again', async () => {
    const device = new Device(identity, STEPS);
    let asked = 0;
    const line = new Line(device, (bytes, toDevice) => {
      if (toDevice && bytes[2] === 4 && ++asked === 3) device.reset();
      return bytes;
    });
    const client = new LinkClient(line, QUICK);
    await client.connect();
    const [codes] = fragments(4, 1);
    expect(await client.classify(identity, codes!)).toEqual(right(codes!));
    expect(client.count.restarts).toBe(1);
  });
});
