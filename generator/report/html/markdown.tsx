import { Marked } from 'marked';

/** Pictures that stand in a text by name. */
export type Pictures = ReadonlyMap<string, string>;

/**
 * Text of reports as HTML: names of the user's are escaped in it already. Headings are two levels deeper, tables can be scrolled, pictures
 * are drawn in place.
 */
export function Markdown({ text, pictures = new Map() }: { text: string; pictures?: Pictures }) {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const level = Math.min(6, depth + 1);
        return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
      },
      table(token) {
        const cell = (tag: string) => (c: (typeof token.header)[number]) =>
          tag === 'th' && c.text !== ''
            ? `<th scope="col">${this.parser.parseInline(c.tokens)}</th>`
            : `<td>${this.parser.parseInline(c.tokens)}</td>`;
        const row = (cells: typeof token.header, tag: string) => `<tr>${cells.map(cell(tag)).join('')}</tr>`;
        const head = token.header.every(({ text: own }) => own === '')
          ? ''
          : `<thead>${row(token.header, 'th')}</thead>`;
        return `${scroll(`<table>${head}<tbody>${token.rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`)}\n`;
      },
      image({ href, text: alternative }) {
        const svg = pictures.get(href);
        return svg === undefined ? alternative : `<span class="picture">${svg}</span>`;
      },
      link({ tokens }) {
        return this.parser.parseInline(tokens);
      },
    },
  });
  return <div class="text" dangerouslySetInnerHTML={{ __html: marked.parse(text, { async: false }) }} />;
}

const scroll = (table: string) => `<div class="scroll" tabindex="0" role="group" aria-label="table">${table}</div>`;
