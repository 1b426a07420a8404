import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/** Below it lie the files of the repository that pages link to: sources, configurations. */
const FOLDER = 'files';

/**
 * Links to files of the repository that are no pages lead to copies of them in the site; those to folders are plain text. What does not
 * exist stays, and is found by the check of links.
 */
export function repositoryFiles(root: string) {
  const linked = new Set<string>();
  const plugin = (md: MarkdownRenderer, base: string) =>
    md.core.ruler.push('repository-files', ({ tokens, env }) => {
      for (const token of tokens.flatMap(({ children }) => children ?? [])) {
        const href = token.type === 'link_open' ? token.attrGet('href')! : '#';
        if (/^(?:#|\/|[a-z]+:)/i.test(href) || /\.md(?:#.*)?$/.test(href)) continue;
        const file = resolve(dirname(env.path as string), decodeURI(href.replace(/#.*/, '')));
        if (!file.startsWith(root + sep) || !existsSync(file)) continue;
        if (statSync(file).isDirectory()) {
          token.attrs = [];
          continue;
        }
        const name = relative(root, file).split(sep).join('/');
        linked.add(name);
        token.attrSet('href', posix.join(base, FOLDER, `${name}.txt`));
        token.attrSet('target', '_self');
      }
    });
  const copy = (outDir: string) => {
    for (const name of linked) {
      const to = join(outDir, FOLDER, `${name}.txt`);
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(join(root, name), to);
    }
  };
  return { plugin, copy };
}
