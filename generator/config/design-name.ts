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
export const designName = z
  .string()
  .superRefine((name, context) => {
    if (isDesignName(name)) return;
    context.addIssue({
      code: 'custom',
      message: 'not a name of lower-case letters, digits, _ and -',
      params: {
        allowed: `words with one - or _ between them, up to ${LONGEST_NAME} characters, the first a letter, no "u" alone between others`,
        fix: toDesignName(name),
      },
    });
  })
  .meta({ pattern: WORDS.source, maxLength: LONGEST_NAME });

/** Characters of a copyright line: with them a generated line keeps to 100 columns. */
const LONGEST_COPYRIGHT = 80;

/**
 * Whose a user's network is: one line, printed behind "Copyright" at the head of all that is generated for it alone. What
 * would end a comment or a text of Verilog, C, Python or YAML is left out of what is allowed.
 */
export const copyright = z
  .string()
  .superRefine((line, context) => {
    const legal = /^[\x20-\x7e]+$/.test(line) && !/["`\\]|\*\/|--|^\s|\s$/.test(line);
    if (legal && line.length <= LONGEST_COPYRIGHT) return;
    context.addIssue({
      code: 'custom',
      message: 'not a copyright line',
      params: {
        allowed: `one line of printable ASCII, up to ${LONGEST_COPYRIGHT} characters, without " \` \\ */ --`,
        fix: '2026 Example Ltd',
      },
    });
  })
  .meta({ pattern: '^[ -~]+$', maxLength: LONGEST_COPYRIGHT });

const VENDOR = /^[A-Za-z][A-Za-z0-9_]*$/;

/** First part of the name that FuseSoC knows a package by. */
export const vendor = z
  .string()
  .superRefine((name, context) => {
    if (VENDOR.test(name) && name.length <= LONGEST_NAME) return;
    context.addIssue({
      code: 'custom',
      message: 'no vendor of a FuseSoC core',
      params: { allowed: `letters, digits and _, a letter first, up to ${LONGEST_NAME}`, fix: 'example' },
    });
  })
  .meta({ pattern: VENDOR.source, maxLength: LONGEST_NAME });
