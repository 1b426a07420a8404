import { readFileSync } from 'node:fs';
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { installed } from '../../support/roots.js';

export interface Shell {
  title: string;
  /** `bitbeat 1.2.3`, and the hash of what is shown. */
  made: string;
  chapters: readonly { id: string; title: string }[];
  /** What the page's script draws; null: there is none. */
  data: object | null;
}

/** What the page brings for the browser, as it was built. */
const client = (file: string) => readFileSync(installed(`dist/view/client/${file}`), 'utf8');

/** A page that needs no other file. `children` are its chapters. */
export function page({ title, made, chapters, data }: Shell, children: ComponentChildren): string {
  return `<!doctype html>\n${render(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <Raw tag="style" text={client('page.css')} />
      </head>
      <body>
        <a class="skip" href="#main">
          to the content
        </a>
        <header>
          <h1>{title}</h1>
          {chapters.length > 0 && (
            <nav aria-label="chapters">
              <ul>
                {chapters.map(({ id, title: name }) => (
                  <li>
                    <a href={`#${id}`}>{name}</a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          {data !== null && (
            <button type="button" data-theme-switch>
              light or dark
            </button>
          )}
        </header>
        <main id="main">{children}</main>
        <footer>{made}</footer>
        {data !== null && <Raw tag="script" id="data" type="application/json" text={JSON.stringify(data)} />}
        {data !== null && <Raw tag="script" text={client('main.js')} />}
      </body>
    </html>,
  )}\n`;
}

/** Text that HTML does not parse: it must not end its element. */
function Raw({ tag: Tag, text, ...rest }: { tag: 'style' | 'script'; text: string; id?: string; type?: string }) {
  const html = text.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--');
  return <Tag {...rest} dangerouslySetInnerHTML={{ __html: html }} />;
}
