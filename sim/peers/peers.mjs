/*
 * Other generators on the same networks, by the same Yosys: docs/results/peers/peers.json. One step at a time, each with a limit; what ran out
 * of time is said. What is there already is kept: FRESH=1 begins anew. PEERS="da4ml hls4ml" measures these alone.
 *
 *   node sim/peers/peers.mjs [FOLDER of foreign networks]
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const RESULT = 'docs/results/peers/peers.json';
const WORK = resolve('build/peers');
const PYTHON = resolve('build/peers-venv/bin/python');
const MAIN = resolve('dist/cli/main.js');
/** Seconds that a step may take. */
const LIMIT = Number(process.env.LIMIT || 900);
const WINDOWS = 20;
const ALL = ['bitbeat', 'hls4ml', 'NNgen', 'da4ml'];
const PEERS = (process.env.PEERS || ALL.join(' ')).split(' ');
for (const name of PEERS)
  if (!ALL.includes(name)) {
    console.error(`PEERS: no such peer (found "${name}"); allowed: ${ALL.join(', ')}`);
    process.exit(2);
  }

const foreign = process.argv[2] || '../shared/data/models';
const networks = JSON.parse(readFileSync('sim/peers/networks.json', 'utf8'));

/** What a program printed, and how long it took; `ended`: out of time or failed, and how. */
function run(program, args, cwd = '.', { mayFail = false } = {}) {
  const start = performance.now();
  const ran = spawnSync('timeout', ['--kill-after=5', `${LIMIT}`, program, ...args], {
    ...{ cwd, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] },
    // As much of its order as can be fixed: NNgen goes through sets.
    env: { ...process.env, BITBEAT_DATA: '', PYTHONHASHSEED: '0' },
  });
  const ended = ran.status === 0 ? null : [124, 137].includes(ran.status) ? `out of time (${LIMIT} s)` : 'failed';
  if (ended === 'failed' && !mayFail) console.error(`${ran.stdout}${ran.stderr}`.split('\n').slice(-12).join('\n'));
  return { ended, stdout: ran.stdout, stderr: ran.stderr, seconds: (performance.now() - start) / 1000 };
}

const lastJson = ({ stdout }) => JSON.parse(stdout.trimEnd().split('\n').at(-1));

/** Cells of ECP5, by the Yosys of PATH; memories whose modules are named so are left out and counted. */
function area(cwd, sources, top, leftOut = null) {
  const out = leftOut === null ? '' : `blackbox ${leftOut};`;
  const script = `read_verilog ${sources}; ${out} synth_ecp5 -top ${top}; tee -o ${top}.stat stat`;
  const { ended } = run('yosys', ['-q', '-p', script], cwd);
  if (ended !== null) return { area: null, ended };
  // Several modules are left where memories are: the last table is of the whole design.
  const cells = {};
  for (const line of readFileSync(join(cwd, `${top}.stat`), 'utf8')
    .split('=== ')
    .at(-1)
    .split('\n')) {
    const [, name, count] = /^\s+(\$?[\w\\]+)\s+(\d+)$/.exec(line) ?? [];
    if (name !== undefined) cells[name] = Number(count);
  }
  const sum = (...names) => names.reduce((total, name) => total + (cells[name] ?? 0), 0);
  const left = Object.entries(cells).filter(([name]) => leftOut !== null && /^\\?ram_/.test(name));
  return {
    ended,
    area: {
      lut: sum('LUT4') + 2 * sum('CCU2C') + 4 * sum('TRELLIS_DPR16X4'),
      ff: sum('TRELLIS_FF'),
      dsp: sum('MULT18X18D', 'ALU54B'),
      ram: sum('DP16KD', 'PDPW16KD'),
      leftOut: left.reduce((total, [, count]) => total + count, 0),
    },
  };
}

/** The network for all of them, and how bitbeat finds it. Null: its file is not here. */
function prepared(network) {
  const folder = join(WORK, network.name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'network.json');
  if (network.model !== undefined) {
    const made = run('node', ['sim/peers/network.mjs', network.model, file]);
    return made.ended === null ? { folder, file, designs: network.designs, data: null, at: '.' } : null;
  }
  const from = resolve(foreign, network.folder);
  if (!existsSync(join(from, network.file))) return null;
  const data = { ...network.data, folder: 'data' };
  mkdirSync(join(folder, 'data'), { recursive: true });
  for (const name of network.data.options.files) copyFileSync(join(from, 'data', name), join(folder, 'data', name));
  writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
  copyFileSync(join(from, network.file), join(folder, network.file));
  const { name } = network;
  for (const args of [
    ['import', network.file, '--name', name, '--data', 'data.json'],
    ['quantise', name],
  ])
    if (run('node', [MAIN, ...args], folder).ended !== null) return null;
  const designs = Object.entries(network.foldings).map(([architecture, folding]) => {
    const design = { name: `${name}-${architecture}`, model: `build/${name}/${name}.alq.json`, architecture, folding };
    writeFileSync(join(folder, `${design.name}.json`), JSON.stringify(design));
    return `${design.name}.json`;
  });
  const model = join(folder, 'build', name);
  if (run('node', ['sim/peers/network.mjs', model, file, join(folder, 'data.json')]).ended !== null) return null;
  return { folder, file, designs, data: 'data.json', at: folder };
}

/** One design of bitbeat: `change` turns a bit of a memory image round, which its own simulation has to notice. */
function bitbeat({ at, data }, design) {
  const name = design.replace(/\.json$/, '');
  const out = join(WORK, 'bitbeat', name);
  const made = run('node', [MAIN, 'generate', '--design', design, '--out', out, '--force'], at);
  if (made.ended !== null) return { design: name, ended: made.ended };
  const windows = ['--fragments', `${WINDOWS}`, ...(data === null ? [] : ['--data', data])];
  const simulated = run('node', [MAIN, 'simulate', '--rtl', out, ...windows, '--json'], at);
  const said = JSON.parse(simulated.stdout);
  const top = `bitbeat_${name.replaceAll('_', '_u_').replaceAll('-', '_')}`;
  const synthesised = area(out, 'rtl/*.v', top);
  const images = readdirSync(join(out, 'mem')).sort();
  const image = join(out, 'mem', images.find((own) => /_(signs|weights|program)\.hex$/.test(own)) ?? images[0]);
  const text = readFileSync(image, 'utf8');
  writeFileSync(
    image,
    text.replace(/[0-9a-f](?=\s)/, (digit) => (Number.parseInt(digit, 16) ^ 1).toString(16)),
  );
  const changed = run('node', [MAIN, 'simulate', '--rtl', out, ...windows, '--json'], at, { mayFail: true });
  writeFileSync(image, text);
  return {
    design: name,
    form: 'the whole network, weights on chip',
    bits: 'each layer its own',
    tree: said.tree,
    ...synthesised,
    cycles: said.intervalCounted ?? said.cyclesCounted,
    perSecond: said.fragmentsPerSecond,
    simulator: said.simulator,
    sameClass: [WINDOWS - (said.class?.mismatches ?? 0), WINDOWS],
    check: { passes: said.pass, noticesChange: changed.stdout.includes('"pass": false') },
  };
}

function nngen({ folder, file }) {
  const bits = 16;
  const at = join(folder, 'nngen');
  const words = [resolve('sim/peers/nngen_peer.py'), file];
  const made = run(PYTHON, [...words, at, '--bits', `${bits}`], folder);
  const row = { form: '2-D of height 1, weights in a memory behind AXI', bits: `${bits}` };
  if (made.ended !== null) return { ...row, ended: made.ended };
  const { sameClass, windows } = lastJson(made);
  const flags = [
    '--binary',
    '--timing',
    '-O3',
    '-Wno-fatal',
    '-Wno-lint',
    '-Wno-style',
    '-Wno-WIDTH',
    '--top-module',
    'bench',
  ];
  const compiled = run('verilator', [...flags, '--Mdir', 'obj', '-j', '2', 'bench.v'], at);
  const simulated = compiled.ended === null ? run('./obj/Vbench', [], at) : null;
  const passes = simulated && /^PASS$/m.test(simulated.stdout);
  let noticesChange = null;
  if (simulated?.ended === null) {
    const changed = join(folder, 'nngen-changed');
    if (run(PYTHON, [...words, changed, '--bits', `${bits}`, '--change'], folder).ended === null) {
      renameSync(join(at, 'memory.out'), join(at, 'memory.right'));
      copyFileSync(join(changed, 'memory.out'), join(at, 'memory.out'));
      noticesChange = /^FAIL$/m.test(run('./obj/Vbench', [], at).stdout);
      renameSync(join(at, 'memory.right'), join(at, 'memory.out'));
    }
  }
  const synthesised = area(at, 'accelerator.v', 'accelerator', 'ram_*');
  return {
    ...{ ...row, ...synthesised },
    ended:
      [compiled.ended && `simulation: ${compiled.ended}`, synthesised.ended && `synthesis: ${synthesised.ended}`]
        .filter(Boolean)
        .join('; ') || null,
    cycles: simulated ? Number(/cycles:\s*(\d+)/.exec(simulated.stdout)?.[1] ?? 0) || null : null,
    perSecond: simulated ? 1 / simulated.seconds : null,
    simulator: simulated ? `Verilator ${tools.verilator}` : null,
    sameClass: [sameClass, windows],
    check: { passes, noticesChange },
  };
}

/** One position of each layer. */
function da4mlLayers({ folder, file }) {
  const at = join(folder, 'da4ml');
  const made = run(PYTHON, [resolve('sim/peers/da4ml_peer.py'), file, at], folder);
  const form = 'one position of a layer, unrolled';
  if (made.ended !== null) return [{ form, bits: 'as the numbers need', ended: made.ended }];
  return lastJson(made).made.map((layer) => ({
    ...{ layer, form: `one position of \`${layer}\`, unrolled`, bits: 'as the numbers need' },
    ...area(join(at, layer), '-defer src/static/*.v src/*.v', layer),
  }));
}

/** A window at once, where that can be thought of. */
function da4mlWhole({ folder, file }) {
  const at = join(folder, 'da4ml');
  const words = [resolve('sim/peers/da4ml_peer.py'), file, at, '--whole'];
  const row = { form: 'the whole window, unrolled', bits: 'as the numbers need' };
  const made = run(PYTHON, words, folder);
  if (made.ended !== null) return { ...row, ended: made.ended };
  const { sameClass, windows, perSecond, pass } = lastJson(made);
  const changed = run(PYTHON, [...words, '--change'], folder);
  const noticesChange = changed.ended === null ? !lastJson(changed).pass : null;
  return {
    ...{ ...row, ...area(join(at, 'whole'), '-defer src/static/*.v src/*.v', 'whole') },
    ...{ cycles: 1, perSecond, simulator: `Verilator ${tools.verilator}`, sameClass: [sameClass, windows] },
    check: { passes: pass, noticesChange },
  };
}

function hls4ml({ folder, file }) {
  const row = { form: 'its C simulation; nothing open synthesises it', bits: '16' };
  const made = run(PYTHON, [resolve('sim/peers/hls4ml_peer.py'), file, join(folder, 'hls4ml')], folder);
  if (made.ended !== null) return { ...row, ended: made.ended };
  const { sameClass, windows, perSecond } = lastJson(made);
  return { ...row, perSecond, simulator: 'C++', sameClass: [sameClass, windows], check: null };
}

const version = (program, ...args) => /\d+(\.\d+)+/.exec(run(program, args).stdout)?.[0] ?? null;
const tools = {
  yosys: version('yosys', '-V'),
  verilator: version('verilator', '--version'),
  python: version(PYTHON, '--version'),
  ...Object.fromEntries(
    ['nngen', 'da4ml', 'hls4ml'].map((name) => [
      name,
      version(PYTHON, '-c', `import importlib.metadata as m; print(m.version("${name}"))`),
    ]),
  ),
};
const { version: generator } = JSON.parse(readFileSync('package.json', 'utf8'));

const before = existsSync(RESULT) && !process.env.FRESH ? JSON.parse(readFileSync(RESULT, 'utf8')) : null;
// What failed is tried again, and what ran out of less time than there is now.
const kept = ({ ended }) => !ended?.includes('failed') && !(Number(/\((\d+) s\)/.exec(ended ?? '')?.[1]) < LIMIT);
const rows = (before?.rows ?? []).filter(kept);
const missing = [];

function keep() {
  const machine = { cores: availableParallelism(), processor: cpus()[0].model.trim(), load: Math.round(loadavg()[0]) };
  const date = new Date().toISOString().slice(0, 10);
  mkdirSync(dirname(RESULT), { recursive: true });
  const text = JSON.stringify({ date, generator, limit: LIMIT, machine, tools, missing, rows }, null, 2);
  writeFileSync(`${RESULT}.staging`, `${text}\n`);
  renameSync(`${RESULT}.staging`, RESULT);
}

/** Measures what is not there yet; `what` names it among those of its network. */
function measure(network, peer, what, make) {
  if (!PEERS.includes(peer) || rows.some((row) => row.network === network && row.peer === peer && row.what === what))
    return;
  console.log(`${network}: ${peer}${what === '' ? '' : `, ${what}`}`);
  for (const { ended = null, ...row } of [make()].flat()) rows.push({ network, peer, what, ended, ...row });
  keep();
}

const all = networks.flatMap((network) => {
  const own = prepared(network);
  if (own !== null) return { name: network.name, ...own };
  missing.push(network.name);
  console.log(`${network.name}: not here, skipped`);
  return [];
});

/** Each position of each layer has adders of its own: of larger networks there is no use in trying. */
function isSmall({ file }) {
  const { samples, layers } = JSON.parse(readFileSync(file, 'utf8'));
  return layers.reduce((total, layer) => total + layer.in * layer.out * layer.kernel, 0) * samples < 2e6;
}

for (const own of all)
  for (const design of own.designs)
    measure(own.name, 'bitbeat', design.replace(/\.json$/, ''), () => bitbeat(own, design));
for (const own of all) measure(own.name, 'hls4ml', '', () => hls4ml(own));
for (const own of all) measure(own.name, 'NNgen', '', () => nngen(own));
for (const own of all) measure(own.name, 'da4ml', 'layers', () => da4mlLayers(own));
for (const own of all.filter(isSmall)) measure(own.name, 'da4ml', 'whole', () => da4mlWhole(own));
keep();
