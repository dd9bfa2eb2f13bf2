import { expect, it } from 'vitest';
import type { Finding, Reading } from './findings.js';
import { fitDoubts, linesOfFit } from './fit-doubts.js';
import type { Label } from './labels.js';

/** Names whose hashes put them into different halves. */
const [FITTED, TRIED] = ['a@1.0.0', 'e@1.0.0'];

function corpus(): { readonly readings: readonly Reading[]; readonly labels: readonly Label[] } {
  const lines = [1, 2, 3, 4, 5, 6];
  const place = (name: string, line: number) => ({ package: name, file: 'a.js', line, rule: 'no-id-keyed-map' });
  const report = (name: string, line: number): Finding => ({ ...place(name, line), message: '', presets: ['strict'], doubts: ['listed'] });
  const reading = (name: string) => ({ package: name, untyped: lines.map((line) => report(name, line)) }) as unknown as Reading;
  const verdict = (name: string, line: number): Label['verdict'] => (name === TRIED && line < 4 ? 'leak' : 'harmless');
  return {
    readings: [reading(FITTED), reading(TRIED)],
    labels: [FITTED, TRIED].flatMap((name) => lines.map((line) => ({ ...place(name, line), verdict: verdict(name, line), reason: 'It was read.' }))),
  };
}

it('fits a doubt on one half of the packages, and tells what that is worth on the other', () => {
  const { readings, labels } = corpus();
  const fit = fitDoubts(readings, labels, 'untyped');

  expect(fit.doubts.find(({ doubt }) => doubt === 'listed')).toEqual({ doubt: 'listed', level: 'possible', fitted: 'silent', leaks: 0, judged: 6 });
  expect(fit.byTable).toContainEqual({ level: 'possible', leaks: 3, judged: 6 });
  expect(fit.byFit).toContainEqual({ level: 'silent', leaks: 3, judged: 6 });
  expect(linesOfFit(fit)).toContain('possible      3 of 6  50 %');
});

it('keeps the level of a doubt of which too little is known', () => {
  const { readings, labels } = corpus();
  const few = labels.filter(({ line }) => line < 4);

  expect(fitDoubts(readings, few, 'untyped').doubts.find(({ doubt }) => doubt === 'listed')).toMatchObject({ fitted: 'possible', judged: 3 });
});
