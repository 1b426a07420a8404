// Generates a design and proves its Verilog against its model, bit by bit: node simulate.mjs [design] [simulator]
import { design, generate, simulate } from 'bitbeat';

const [name = 'ecg17-small-folded', simulator = 'verilator'] = process.argv.slice(2);
const mine = design(name);
const folder = generate(mine);
const { fragments, layers, pass } = await simulate(mine, { simulator, fragments: 1, folder });

const values = layers.reduce((sum, layer) => sum + layer.values, 0);
console.log(`${folder}: ${fragments} windows, ${values} values compared, ${pass ? 'PASS' : 'FAIL'}`);
process.exitCode = pass ? 0 : 1;
