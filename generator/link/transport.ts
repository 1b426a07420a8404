import { type Problem, UserError } from '../support/errors.js';
import { loadOptional } from '../support/optional-package.js';

/** A line of bytes to a device. */
export interface Transport {
  /** As a user knows it. */
  name: string;
  /** Bits a second, for time-outs. */
  baud: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Bytes as they come, in any pieces. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** The line has failed or was closed; called once at most. */
  onLost(listener: (why: string) => void): void;
  close(): Promise<void>;
}

/**
 * Opens a serial port for this program alone: 8 data bits, no parity, one stop bit.
 *
 * @throws UserError when it is absent, busy, forbidden or no serial port; names the ports that are there
 */
export async function openSerial(path: string, baud: number): Promise<Transport> {
  const { SerialPort } = await loadOptional('--port', ['serialport'], () => import('serialport'));
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false });
  const failed = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (failed !== null) {
    const found = await SerialPort.list().catch(() => []);
    throw new UserError(
      portProblem(
        path,
        failed.message,
        found.map((p) => p.path),
      ),
    );
  }
  return {
    name: path,
    baud,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        port.write(Buffer.from(bytes), (error) => (error ? reject(error) : resolve()));
      }),
    onBytes: (listener) => void port.on('data', listener),
    onLost: (listener) => {
      port.once('close', (error: Error | null) => listener(error?.message ?? 'closed'));
      port.on('error', (error: Error) => listener(error.message));
    },
    close: () =>
      new Promise((resolve) => {
        if (port.isOpen) port.close(() => resolve());
        else resolve();
      }),
  };
}

/** What the operating system's words mean for whoever named the port. */
export function portProblem(path: string, said: string, found: readonly string[]): Problem {
  const others = found.filter((other) => other !== path).sort();
  const allowed =
    others.length > 0 ? `a serial port: ${others.join(', ')}` : 'a serial port; none is connected to this machine';
  if (/no such file|file not found|no such device/i.test(said))
    return { where: '--port', message: 'no such port', value: path, allowed, fix: others[0] ?? '--simulated' };
  if (/lock|busy|temporarily unavailable/i.test(said))
    return {
      where: '--port',
      message: 'the port is busy: another program has it open',
      value: path,
      fix: `close that program; \`fuser ${path}\` names it`,
    };
  if (/permission|access denied/i.test(said))
    return {
      where: '--port',
      message: 'the port must not be opened by this user',
      value: path,
      fix: 'add the user to the group of the port (on Debian dialout) and log in again',
    };
  return { where: '--port', message: `cannot be opened as a serial port (${said})`, value: path, allowed };
}
