import script from '@mermaid-js/tiny/dist/mermaid.tiny.js?url';

/** What is used of Mermaid. Its small build is a script, not a module. */
interface Mermaid {
  initialize(settings: object): void;
  render(id: string, code: string): Promise<{ svg: string }>;
}

let loading: Promise<Mermaid> | undefined;

/** Mermaid, loaded with the first diagram. */
export function loadMermaid(): Promise<Mermaid> {
  loading ??= new Promise((done, failed) => {
    const element = document.createElement('script');
    element.src = script;
    element.onload = () => done((globalThis as unknown as { mermaid: Mermaid }).mermaid);
    element.onerror = failed;
    document.head.append(element);
  });
  return loading;
}
