import type { Command } from 'commander';
import { markdownTable } from '../table.js';
import { fileKinds, filePages } from './files.js';
import { verbPages, verbSummary } from './verbs.js';

/** Where the pages lie. */
export const REFERENCE_FOLDER = 'docs/reference';

/** The reference of every verb and every kind of file: path -> text. */
export function referencePages(program: Command): Map<string, string> {
  return new Map([
    [`${REFERENCE_FOLDER}/README.md`, overview(program)],
    ...[...verbPages(program)].map(([file, text]) => [`${REFERENCE_FOLDER}/verbs/${file}`, text] as const),
    ...[...filePages()].map(([file, text]) => [`${REFERENCE_FOLDER}/files/${file}`, text] as const),
  ]);
}

function overview(program: Command): string {
  const verbs = program.commands.map((verb) => [`[${verb.name()}](verbs/${verb.name()}.md)`, verbSummary(verb)]);
  const files = fileKinds().map(({ name, summary }) => [`[${name}](files/${name}.md)`, summary]);
  return `# Reference

<!-- Written by \`npx bitbeat report\` from the program and its schemas; do not edit. -->

Every verb and every kind of file that a user writes, as this version has them. Exit codes of every verb: 0 done, 1 a check or a tool
failed, 2 a mistake in what was given. A design is named without its option too: \`npx bitbeat describe NAME\`.

## Verbs

In the order of the data flow.

${markdownTable(['verb', 'what it does'], verbs)}

## Files

All of them are JSON, read strictly: an unknown or missing field is named with what is allowed.

${markdownTable(['file', 'what it is'], files)}

Hand-written modules, with a block diagram of each: [modules.md](../modules.md). Ports of a core: [ports.md](../ports.md). Answers to bad
input: [bad-input.md](../bad-input.md).
`;
}
