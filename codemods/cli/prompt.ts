import { isCancel, selectKey } from '@clack/prompts';
import { placeText } from '../places.js';
import { errorOutput } from './error-output.js';
import { reportLines } from './formats/findings.js';
import { FrameSource } from './formats/frames.js';
import { diffLines } from './report.js';
import type { Answer, Ask, Question } from './review.js';
import { colorsFor, columnsOf, type Terminal } from './terminal.js';

/** The run is to end at once: Ctrl-C, or Escape, in place of an answer. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

const KEYS = {
  yes: { value: 'y', label: 'yes' },
  no: { value: 'n', label: 'no' },
  all: { value: 'a', label: 'all in this file' },
  later: { value: 'e', label: 'edit later: leave a TODO(ephemeron) comment' },
  quit: { value: 'q', label: 'quit, and keep what was done' },
} as const satisfies Record<Answer, { value: string; label: string }>;

/**
 * Puts questions to who sits at the terminal, on standard error: standard output is for the result.
 *
 * @throws InterruptedError where the answer is Ctrl-C
 */
export function askOnTerminal(): Ask {
  const [output, colors] = [errorOutput(), colorsFor(process.stderr)];
  return async (question) => {
    output.write([...questionLines(question, { colors, columns: columnsOf(process.stderr) }), ''].join('\n'));
    const { containers, answers } = question;
    const names = containers.map(({ container }) => container.name).join(', ');
    const options = answers.map((answer) => KEYS[answer]);
    const key = await selectKey({ message: `Rewrite ${names}?`, options, initialValue: KEYS.no.value, output, withGuide: false });
    if (isCancel(key)) throw new InterruptedError();
    return answers.find((answer) => KEYS[answer].value === key) ?? 'no';
  };
}

function questionLines({ containers, changes, asked, total }: Question, terminal: Pick<Terminal, 'colors' | 'columns'>): string[] {
  const { colors } = terminal;
  const source = new FrameSource();
  return [
    ...containers.flatMap(({ path, container: { name, at, finding, fate } }, index) => [
      '',
      colors.bold(`Rewrite ${asked + index + 1} of ${total}: ${name}`),
      ...(finding ? reportLines(path, finding, source, terminal) : [placeText(path, at)]),
      ...('assumption' in fate ? [`${colors.yellow('Right only if')} ${fate.assumption}.`] : []),
    ]),
    '',
    ...changes.flatMap(({ path, before, after }) => diffLines(path, before, after, colors)),
    '',
  ];
}
