import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Links of a built site that lead nowhere: pages, files and anchors. VitePress itself looks at pages alone. */
export function deadLinks(folder: string, base = '/'): string[] {
  const pages = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.html'))
      .map((name) => [resolve(folder, name), readFileSync(join(folder, name), 'utf8')]),
  );
  const anchors = new Map([...pages].map(([file, text]) => [file, valuesOf(text, 'id')]));
  return [...pages].flatMap(([file, text]) =>
    [...valuesOf(text, 'href'), ...valuesOf(text, 'src')].flatMap((link) => {
      const why = reason(link, file, folder, base, anchors);
      return why === null ? [] : [`${relative(folder, file)}: ${link}: ${why}`];
    }),
  );
}

/** Why a link leads nowhere; null: it does not, or leaves the site. */
function reason(
  link: string,
  from: string,
  folder: string,
  base: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): string | null {
  if (/^(?:[a-z]+:|\/\/)/i.test(link)) return null;
  const [, path, , anchor] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(link)!;
  if (path!.startsWith('/') && !path!.startsWith(base)) return `is not below ${base}`;
  const target =
    path === ''
      ? from
      : path!.startsWith('/')
        ? join(folder, decodeURI(path!.slice(base.length)))
        : resolve(dirname(from), decodeURI(path!));
  const file = existsSync(target) && statSync(target).isDirectory() ? join(target, 'index.html') : target;
  if (!existsSync(file)) return 'no such file';
  if (anchor === undefined || anchor === '') return null;
  return anchors.get(resolve(file))?.has(decodeURIComponent(anchor)) === false ? 'no such anchor' : null;
}

/** Values of an attribute, entities resolved. Code blocks hold no tags: theirs are escaped. */
function valuesOf(html: string, attribute: string): Set<string> {
  const found = html.matchAll(new RegExp(`<[a-z][^<>]*?\\s${attribute}="([^"]*)"`, 'gi'));
  return new Set([...found].map(([, value]) => value!.replaceAll('&quot;', '"').replaceAll('&amp;', '&')));
}
