/**
 * What a thread of its own runs to read a Parquet file, as text: the library trusts lengths that stand in the file, and only a
 * thread has a limit of memory and can be ended. It is given `file` (an ArrayBuffer), `modules` (where the library and its
 * decompressors lie) and `most` (rows), and answers with `{ columns, rows }`, a list for each row, or with `{ problem }`.
 */
export const PARQUET_WORK = `
const { parentPort, workerData } = require('node:worker_threads');
async function read({ file, modules, most }) {
  const [library, { compressors }] = await Promise.all(modules.map((url) => import(url)));
  const metadata = library.parquetMetadata(file);
  const columns = library.parquetSchema(metadata).children.map(({ element }) => element.name);
  const count = Number(metadata.num_rows);
  if (!(count <= most)) return { problem: count + ' rows, more than are read (' + most + ')' };
  let rows = [];
  const onComplete = (all) => { rows = all; };
  await library.parquetRead({ file, metadata, compressors, rowFormat: 'array', onComplete });
  if (rows.length !== count) return { problem: rows.length + ' rows are there, ' + count + ' are said to be' };
  return { columns, rows };
}
read(workerData).catch((error) => ({ problem: String(error && error.message) })).then((answer) => parentPort.postMessage(answer));
`;
