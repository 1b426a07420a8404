import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withoutProgress } from './told.js';

interface Lock {
  packages: Record<string, { dependencies?: Record<string, string> }>;
}

/** The packages that bitbeat needs without the optional ones, as paths below the clone. */
function requiredPackages(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
  const found = new Set<string>();
  const collect = (from: string) => {
    for (const name of Object.keys(packages[from]?.dependencies ?? {})) {
      const inside = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
      const path = inside in packages ? inside : `node_modules/${name}`;
      if (found.has(path)) continue;
      found.add(path);
      collect(path);
    }
  };
  collect('');
  return [...found].sort();
}

/**
 * Installs this clone, as `npm pack` publishes it, into `folder`/node_modules with what it needs and nothing optional; without
 * the registry, from what the clone has. dist must have been built.
 */
export function installWithoutOptional(folder: string): { files: string[]; bin: string } {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    encoding: 'utf8',
  });
  const [{ filename }] = Object.values(JSON.parse(packed)) as [{ filename: string }];
  const home = join(folder, 'node_modules/bitbeat');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['xzf', join(folder, filename), '--strip-components=1', '-C', home]);
  for (const path of requiredPackages()) {
    if (existsSync(join(folder, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(path, join(folder, path), { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  return { files: filesOf(home), bin: join(home, 'dist/cli/main.js') };
}

/** Files below a folder, sorted. */
export function filesOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => statSync(join(folder, name)).isFile()).sort();
}

/** Size of all files below a folder, bytes. */
export const sizeOf = (folder: string) =>
  filesOf(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs an installed bitbeat in a folder. */
export function runInstalled(bin: string, cwd: string, ...args: string[]): Ran {
  const { BITBEAT_DATA: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync('node', [bin, ...args], { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr: withoutProgress(stderr) };
}
