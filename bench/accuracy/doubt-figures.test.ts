import { expect, it } from 'vitest';
import { doubtsIn, linesOf } from './doubt-figures.js';
import type { Finding, Reading } from './findings.js';
import type { Label } from './labels.js';

const at = { package: 'a@1.0.0', file: 'a.js', rule: 'no-id-keyed-map' };
const report = (line: number, doubts: Finding['doubts']): Finding => ({ ...at, line, message: '', presets: ['strict'], ...(doubts && { doubts }) });
const label = (line: number, verdict: Label['verdict']): Label => ({ ...at, line, verdict, reason: 'It was read.' });

it('counts each report for the doubts that decide it', () => {
  const untyped = [report(1, []), report(2, ['likely-key', 'listed']), report(3, ['listed', 'never-read']), report(4, ['listed']), report(5, undefined)];
  const labels = [label(1, 'leak'), label(2, 'harmless'), label(3, 'false-alarm')];
  const figures = doubtsIn([{ untyped } as unknown as Reading], labels, 'untyped');

  expect(figures.filter(({ leaks, harmless, falseAlarms, unjudged }) => leaks + harmless + falseAlarms + unjudged > 0)).toEqual([
    { doubt: 'none', level: 'proven', leaks: 1, harmless: 0, falseAlarms: 0, unjudged: 0 },
    { doubt: 'listed', level: 'possible', leaks: 0, harmless: 1, falseAlarms: 1, unjudged: 1 },
    { doubt: 'never-read', level: 'possible', leaks: 0, harmless: 0, falseAlarms: 1, unjudged: 0 },
  ]);
  expect(linesOf(figures)[1]).toMatch(/^none +proven +1 +0 +0 +0 +100 %$/);
});
