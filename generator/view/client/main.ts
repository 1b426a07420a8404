import type { PageData } from '../data.js';
import { Timeline } from './timeline.js';
import { WindowView } from './window.js';

const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData;
const timeline = (name: string) => document.querySelector<HTMLElement>(`[data-timeline="${name}"]`)!;

const pictures = [
  new Timeline(timeline('schedule'), data.schedule),
  new WindowView(document.querySelector<HTMLElement>('[data-window]')!, data.window),
  ...(data.recording === null
    ? []
    : [new Timeline(timeline('recording'), data.recording.timeline, data.recording.signal)]),
];
const draw = () => {
  for (const picture of pictures) picture.draw();
};

document.querySelector('[data-theme-switch]')!.addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  root.dataset.theme = dark === 'dark' ? 'light' : 'dark';
  draw();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
addEventListener('resize', draw);
addEventListener('beforeprint', draw);
