import { z } from 'zod';

/** Characters of a name that becomes part of files and modules. */
export const LONGEST_NAME = 64;

/** Lower-case words of letters and digits with one `-` or `_` between them, the first letter first. */
const WORDS = /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/;
/** `my_net` is `my_u_net` in Verilog, where `my-net` is `my_net` (`topModule`). */
const TAKEN = /[-_]u(?=[-_])/;

/** Whether different names of this kind give different modules, and files that every file system tells apart. */
export function isDesignName(name: string): boolean {
  return name.length <= LONGEST_NAME && WORDS.test(name) && !TAKEN.test(name);
}

/** The nearest legal name. */
export function toDesignName(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/[-_]*_[-_]*/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/[-_]u(?=[-_])/g, '$&x')
    .slice(0, LONGEST_NAME)
    .replace(/[-_]+$/, '');
  return words === '' ? 'design' : words;
}

/** Name of a design in its file. */
export const designName = z.string().superRefine((name, context) => {
  if (isDesignName(name)) return;
  context.addIssue({
    code: 'custom',
    message: 'not a name of lower-case letters, digits, _ and -',
    params: {
      allowed: `words with one - or _ between them, up to ${LONGEST_NAME} characters, the first a letter, no "u" alone between others`,
      fix: toDesignName(name),
    },
  });
});
