import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startProgress } from './progress.js';

const shown = vi.hoisted((): string[] => []);

vi.mock('@clack/prompts', () => ({
  progress: ({ max, output, withGuide }: { max: number; output: unknown; withGuide: boolean }) => {
    expect({ output, withGuide }).toEqual({ output: process.stderr, withGuide: false });
    return {
      start: (text: string) => shown.push(`start of ${max}: ${text}`),
      advance: (count: number, text: string) => shown.push(`${count}: ${text}`),
      clear: () => shown.push('clear'),
    };
  },
}));

const { isTTY } = process.stderr;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm');
  vi.stubEnv('NO_COLOR', undefined);
  process.stderr.isTTY = true;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  process.stderr.isTTY = isTTY;
  shown.length = 0;
});

describe('progress', () => {
  it('is shown after a second, with what is done by then, and taken away in the end', async () => {
    const listeners = process.listenerCount('exit');
    const progress = startProgress(9);
    progress.advance(2);
    await vi.advanceTimersByTimeAsync(999);
    expect(shown).toEqual([]);
    progress.advance(1);
    await vi.advanceTimersByTimeAsync(1);
    await vi.dynamicImportSettled();
    progress.advance(4);
    progress.end();
    expect(shown).toEqual(['start of 9: 0 of 9 files', '3: 3 of 9 files', '4: 7 of 9 files', 'clear']);
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  it('is not shown of a short run', async () => {
    const progress = startProgress(9);
    await vi.advanceTimersByTimeAsync(999);
    progress.end();
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown).toEqual([]);
  });

  it.each([
    ['where there is no terminal', () => (process.stderr.isTTY = false)],
    ['in continuous integration', () => vi.stubEnv('CI', 'true')],
    ['on a terminal that cannot move its cursor', () => vi.stubEnv('TERM', 'dumb')],
  ])('is not shown %s', async (_, prepare) => {
    prepare();
    const progress = startProgress(9);
    progress.advance(5);
    await vi.advanceTimersByTimeAsync(5000);
    progress.end();
    expect(shown).toEqual([]);
  });
});
