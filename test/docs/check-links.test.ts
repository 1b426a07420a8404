import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deadLinks } from '../../docs/site/check-links.js';
import { inFolder } from '../emit/tiny.js';

const PAGE = '<h1 id="top">x</h1><p id="a&quot;b">y</p>';

test.each<[string, string, string | null]>([
  ['a page', 'href="/b/page.html"', null],
  ['a page beside it', 'href="b/page.html"', null],
  ['a folder', 'href="/b/"', null],
  ['an anchor', 'href="/b/page.html#top"', null],
  ['an anchor of its own', 'href="#here"', null],
  ['an anchor with a sign', 'href="b/page.html#a%22b"', null],
  ['another host', 'href="https://example.org/none"', null],
  ['a file', 'src="/b/a%20file.txt?x"', null],
  ['no page', 'href="/b/none.html"', 'no such file'],
  ['no file', 'src="none.svg"', 'no such file'],
  ['no anchor', 'href="/b/page.html#none"', 'no such anchor'],
  ['no anchor of its own', 'href="#none"', 'no such anchor'],
])('a link to %s: %s', (_, link, problem) =>
  inFolder((folder) => {
    mkdirSync(join(folder, 'b'));
    writeFileSync(join(folder, 'b/page.html'), PAGE);
    writeFileSync(join(folder, 'b/index.html'), PAGE);
    writeFileSync(join(folder, 'b/a file.txt'), '');
    writeFileSync(join(folder, 'x.html'), `<p id="here"><a class="y" ${link}>z</a></p>`);
    const found = deadLinks(folder);
    if (problem === null) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringMatching(new RegExp(`^x\\.html: .*: ${problem}$`))]);
  }),
);

test('below another root', () =>
  inFolder((folder) => {
    writeFileSync(join(folder, 'x.html'), '<a href="/root/x.html">y</a><a href="/x.html">z</a>');
    expect(deadLinks(folder, '/root/')).toEqual(['x.html: /x.html: is not below /root/']);
  }));
