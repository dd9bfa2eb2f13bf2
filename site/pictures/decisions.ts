/** The questions of the page on choosing, in order, and what a yes leads to. */
const QUESTIONS: readonly (readonly [question: string, answer: string])[] = [
  ['Does the container die with the call?', 'a Map will do'],
  ['Do you write the class of the key?', '#private field'],
  ['Is the object in hand at each look-up?', 'WeakMap or WeakSet'],
  ['Is there a clear end of each entry?', 'Map, and delete in finally'],
  ['May an entry be computed again?', 'LRU, or a time limit'],
  ['Otherwise', 'WeakRef with a registry'],
];

const [WIDTH, ROW, BOX] = [460, 74, 50];

/** Draws the questions as a column, each with its answer. */
export function decisions(): string {
  const rows = QUESTIONS.flatMap(([question, answer], at) => {
    const y = 8 + at * ROW;
    const isLast = at === QUESTIONS.length - 1;
    return [
      `<rect x="1" y="${y}" width="${WIDTH - 2}" height="${BOX}" rx="8" fill="none" stroke="var(--chart-text, #57606a)"/>`,
      `<text x="14" y="${y + 20}" fill="var(--chart-text, #57606a)" font-weight="600">${question}</text>`,
      `<text x="14" y="${y + 40}" fill="var(--chart-good, #1a8f7a)" font-weight="600">${isLast ? '' : 'yes: '}${answer}</text>`,
      ...(isLast ? [] : [`<path d="M30 ${y + BOX}V${y + ROW - 6}m-4 -5l4 6l4 -6" fill="none" stroke="var(--chart-text, #57606a)" stroke-width="2"/>`, `<text x="42" y="${y + BOX + 17}" fill="var(--chart-text, #57606a)">no</text>`]),
    ];
  });
  const words = QUESTIONS.map(([question, answer]) => `${question} ${answer}.`).join(' ');
  return [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${8 + QUESTIONS.length * ROW}" role="img" aria-label="${words}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="15">`, ...rows, '</svg>', ''].join('\n');
}
