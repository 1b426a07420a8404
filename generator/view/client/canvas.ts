/** What a canvas is drawn with, in pixels of the page. */
export interface Drawing {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
  colour: (name: string) => string;
}

/** A canvas as wide as its place and so high, ready to be drawn afresh, sharp on every screen. */
export function drawing(canvas: HTMLCanvasElement, height: number): Drawing {
  const width = Math.max(1, canvas.clientWidth);
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d')!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = '12px system-ui, sans-serif';
  return { context, width, height, colour: inkOf(canvas) };
}

/** Colours of the style sheet by their names, as they are now. */
function inkOf(element: Element): Drawing['colour'] {
  const probe = document.createElement('span');
  element.parentElement!.append(probe);
  const known = new Map<string, string>();
  queueMicrotask(() => probe.remove());
  return (name) => {
    let found = known.get(name);
    if (found === undefined) {
      probe.style.color = `var(--${name})`;
      found = getComputedStyle(probe).color;
      known.set(name, found);
    }
    return found;
  };
}

/** Where a pointer is on a canvas. */
export const pointOf = (event: MouseEvent) => ({ x: event.offsetX, y: event.offsetY });
