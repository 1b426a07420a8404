import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { slug } from 'github-slugger';
import type { Plugin } from 'vite';
import { type DefaultTheme, defineConfig, type MarkdownRenderer } from 'vitepress';
import { deadLinks } from '../check-links.js';
import { filesOf, type Group, type Page, SIDEBAR } from '../sidebar.js';
import { repositoryFiles } from './repository-files.js';

/*
 * The pages as they lie in the repository, and read there: a page of the site has the path of its file. docs/site adds the first page
 * alone. What is not in the sidebar is not in the site.
 */
const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const base = process.env.BITBEAT_SITE_BASE ?? '/';
const files = repositoryFiles(root);
const missing = filesOf(SIDEBAR).filter((file) => !existsSync(`${root}/${file}`));
if (missing.length > 0) throw new Error(`no such page of the sidebar: ${missing.join(', ')}`);

const linkOf = (file: string) => `/${file.replace(/\.md(?=#|$)/, '')}`;
const item = (one: Page | Group): DefaultTheme.SidebarItem => {
  if (!('pages' in one)) return { text: one.text, link: linkOf(one.file) };
  const items = one.pages.map(item);
  return one.listed === undefined
    ? { text: one.text, items }
    : { text: one.text, link: linkOf(one.listed), collapsed: true, items };
};

/** A pulse of bits. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='none' stroke='%230072b2' stroke-width='2' d='M0 11h3V5h3v6h2V2h3v9h5'/%3E%3C/svg%3E";

/** Diagrams are drawn in the browser; wide tables are scrolled, with keys too. */
function ownMarkdown(md: MarkdownRenderer): void {
  files.plugin(md, base);
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, i, ...rest) =>
    tokens[i]!.info.trim() === 'mermaid'
      ? `<MermaidDiagram code="${encodeURIComponent(tokens[i]!.content)}" />\n`
      : fence(tokens, i, ...rest);
  md.renderer.rules.table_open = () => '<table tabindex="0">\n';
  // A picture keeps a size at which its words can be read.
  md.core.ruler.push('pictures', ({ tokens }) => {
    for (const [i, { type, children }] of tokens.entries())
      if (type === 'inline' && children?.length === 1 && children[0]!.type === 'image') {
        tokens[i - 1]!.attrSet('class', 'picture');
        tokens[i - 1]!.attrSet('tabindex', '0');
      }
  });
  // A head without words is no head of a column.
  md.core.ruler.push('empty-heads', ({ tokens }) => {
    for (const [i, { type, content }] of tokens.entries())
      if (type === 'inline' && content === '' && tokens[i - 1]?.type === 'th_open')
        for (const token of [tokens[i - 1]!, tokens[i + 1]!]) token.tag = 'td';
  });
}

/**
 * Pages lie above the folder whose packages they are rendered with, which are not found from there. Where pages are rendered, these stay
 * packages: there must be one Vue.
 */
const packagesOfSite: Plugin = {
  name: 'packages-of-site',
  enforce: 'pre',
  resolveId(source, importer, { ssr }) {
    if (!/^vue(?:\/|$)/.test(source) || importer === undefined) return null;
    if (ssr) return { id: source, external: true };
    return /\.md(?:\?|$)/.test(importer)
      ? this.resolve(source, fileURLToPath(import.meta.url), { skipSelf: true })
      : null;
  },
};

export default defineConfig({
  srcDir: '../..',
  outDir: '../../build/site',
  srcExclude: ['**/node_modules/**', '{build,dist,generator,rtl-templates,sim,test}/**'],
  rewrites: { 'docs/site/home.md': 'index.md' },
  base,
  lang: 'en-GB',
  title: 'bitbeat',
  description: 'From a trained 1-D convolutional network to bit-serial Verilog that is checked bit for bit',
  head: [['link', { rel: 'icon', href: ICON }]],
  markdown: {
    anchor: { slugify: slug },
    config: ownMarkdown,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  vite: {
    plugins: [packagesOfSite],
    build: { chunkSizeWarningLimit: 4000 },
    logLevel: 'warn',
  },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/docs/start' },
      { text: 'Concepts', link: '/docs/concepts' },
      { text: 'Gallery', link: '/docs/gallery/README' },
      { text: 'Reference', link: '/docs/reference/README' },
    ],
    sidebar: SIDEBAR.map(item),
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'Apache-2.0. It is no medical device.' },
  },
  transformPageData(page) {
    const known = filesOf(SIDEBAR).includes(page.filePath);
    if (!known && page.filePath !== 'docs/site/home.md')
      throw new Error(`${page.filePath} is not in docs/site/sidebar.ts`);
  },
  buildEnd({ outDir }) {
    files.copy(outDir);
    const dead = deadLinks(outDir, base);
    if (dead.length > 0) throw new Error(`links that lead nowhere:\n${dead.join('\n')}`);
  },
});
