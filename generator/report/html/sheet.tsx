import { Markdown, type Pictures } from './markdown.js';
import { page } from './page.js';

/** A text of Markdown with its pictures as a page that needs no other file; its first heading is the title. */
export function sheetPage(text: string, pictures: Pictures, made: string): string {
  const [, title = '', body = text] = /^(?:<!--[\s\S]*?-->\s*)?# (.*)\n([\s\S]*)$/.exec(text) ?? [];
  return page(
    { title: title.replaceAll('\\', ''), made, chapters: [], data: null },
    <section>
      <Markdown text={body} pictures={pictures} />
    </section>,
  );
}
