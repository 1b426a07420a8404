import type { ComponentChildren } from 'preact';

/** A chapter of the page; `id` is where the list of chapters leads. */
export function Chapter({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

export type Cell = ComponentChildren;

export function Table({
  label,
  head,
  rows,
}: {
  label: string;
  head: readonly Cell[];
  rows: readonly (readonly Cell[])[];
}) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={label}>
      <table>
        {head.length > 0 && (
          <thead>
            <tr>
              {head.map((cell) => (
                <th scope="col">{cell}</th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((cells) => (
            <tr>{cells.map((cell, i) => (i === 0 ? <th scope="row">{cell}</th> : <td>{cell}</td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** SVG text as it is. */
export function Picture({ svg, label }: { svg: string; label: string }) {
  return (
    <div
      class="picture scroll"
      tabIndex={0}
      role="group"
      aria-label={label}
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}

/** The mark of a result that is older than what it is about. */
export function Stale({ mark }: { mark: string | null | undefined }) {
  return mark ? <strong class="stale">{mark}</strong> : null;
}
