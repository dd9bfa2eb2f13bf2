import { expect, it } from 'vitest';
import { campaign } from './campaign.js';
import { summaryText } from './summary.js';

/** Few enough for every run of the tests, and always the same ones. */
const RUNS = 100;
const SEED = 20_260_101;

it('100 made-up programs do after a rewrite what they did before', { timeout: 180_000 }, async () => {
  const { summary, found } = await campaign({ runs: RUNS, seed: SEED, hasHazards: true });
  expect(summary.total.rewritten).toBeGreaterThan(RUNS / 10);
  expect(found.length, summaryText(summary, found)).toBe(0);
});
