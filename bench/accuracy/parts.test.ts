import { expect, test } from 'vitest';
import { corpusPackages } from './corpus.js';
import { isHeldOut, partOf } from './parts.js';

test('all versions of a package are in the same part', () => {
  expect(partOf('webpack@5.54.0', 3)).toBe(partOf('webpack@3.2.0', 3));
  expect(partOf('@scope/name@1.0.0-beta.1', 3)).toBe(partOf('@scope/name@2.0.0', 3));
});

test('about a third of the packages is held out', () => {
  const ids = corpusPackages().map(({ id }) => id);
  const share = ids.filter(isHeldOut).length / ids.length;
  expect(share).toBeGreaterThan(0.25);
  expect(share).toBeLessThan(0.42);
});
