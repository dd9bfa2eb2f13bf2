/** One line of a chart. */
export interface Series {
  readonly label: string;
  readonly values: readonly number[];
  /** `bad` grows where it should not, `good` does not. */
  readonly tone: 'bad' | 'good';
}

export interface Chart {
  readonly title: string;
  /** What is counted: `pages alive`. */
  readonly measure: string;
  /** How many objects had been made by the end of each round. */
  readonly made: readonly number[];
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [460, 264];
const PLOT = { left: 52, right: 336, top: 42, bottom: 208 } as const;
const TEXT = 'var(--chart-text, #57606a)';
const GRID = 'var(--chart-grid, #8b949e55)';
const TONES: Readonly<Record<Series['tone'], string>> = { bad: 'var(--chart-bad, #d1453b)', good: 'var(--chart-good, #1a8f7a)' };

/**
 * Draws a chart as SVG. Colours are variables of the page around it, with values that can be read on light and on dark where
 * there is no page.
 */
export function draw({ title, measure, made, series }: Chart): string {
  const last = made.at(-1) ?? 1;
  // Where nothing is left, the line of what could have been is the top.
  const most = niceAbove(Math.max(0, ...series.flatMap(({ values }) => values)) || last);
  const x = (count: number): number => round(PLOT.left + (count / last) * (PLOT.right - PLOT.left));
  const y = (value: number): number => round(PLOT.bottom - (value / most) * (PLOT.bottom - PLOT.top));
  const line = ({ values }: Series): string => [[0, 0] as const, ...values.map((value, at) => [made[at] ?? 0, value] as const)].map(([count, value], at) => `${at === 0 ? 'M' : 'L'}${x(count)} ${y(value)}`).join('');
  const ends = apart(series.map(({ values }) => y(values.at(-1) ?? 0)), 38);
  const text = (at: readonly [number, number], content: string, more = ''): string => `<text x="${at[0]}" y="${at[1]}" fill="${TEXT}"${more}>${escape(content)}</text>`;
  const summary = series.map(({ label, values }) => `${label}: ${(values.at(-1) ?? 0).toLocaleString('en')} ${measure} in the end`).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(`${title}. ${summary}.`)}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="15">`,
    text([PLOT.left, 20], measure, ' font-weight="600"'),
    ...[0, most / 2, most].flatMap((value) => [`<path d="M${PLOT.left} ${y(value)}H${PLOT.right}" stroke="${GRID}"/>`, text([PLOT.left - 8, y(value) + 5], value.toLocaleString('en'), ' text-anchor="end"')]),
    ...[0, last / 2, last].map((count) => text([x(count), PLOT.bottom + 20], count.toLocaleString('en'), ` text-anchor="${count === last ? 'end' : 'middle'}"`)),
    text([round((PLOT.left + PLOT.right) / 2), PLOT.bottom + 44], 'objects made, used and dropped', ' text-anchor="middle"'),
    ...series.flatMap((one, at) => [
      `<path d="${line(one)}" fill="none" stroke="${TONES[one.tone]}" stroke-width="3" stroke-linejoin="round" stroke-linecap="round"/>`,
      `<text x="${PLOT.right + 10}" y="${(ends[at] ?? 0) - 2}" fill="${TONES[one.tone]}" font-weight="700">${escape((one.values.at(-1) ?? 0).toLocaleString('en'))}</text>`,
      text([PLOT.right + 10, (ends[at] ?? 0) + 16], one.label),
    ]),
    '</svg>',
    '',
  ].join('\n');
}

/** The first of 1, 2, 5, 10, 20, … that is not below a number. */
function niceAbove(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  return power * ([1, 2, 5, 10].find((step) => step * power >= number) ?? 10);
}

/** Heights moved so that no two labels are closer than a distance; the first stays above the second. */
function apart(heights: readonly number[], distance: number): readonly number[] {
  const [first = 0, second] = heights;
  if (second === undefined || Math.abs(first - second) >= distance) return heights;
  return [second - distance, second];
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
