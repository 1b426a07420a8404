import GithubSlugger from 'github-slugger';
import { defineConfig } from 'vitepress';

export default defineConfig({
  srcDir: '../..',
  outDir: '../../build/site',
  srcExclude: ['build/**', 'dist/**', 'test/**', 'generator/**', 'rtl-templates/**', 'sim/**'],
  title: 'bitbeat',
  markdown: {
    anchor: {
      slugify: (s) => {
        const g = new GithubSlugger();
        return g.slug(s);
      },
    },
  },
  themeConfig: { search: { provider: 'local' } },
});
