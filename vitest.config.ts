import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Programs with a hazard and stories are test input, also where they are tests of their own.
    exclude: ['**/node_modules/**', 'fixtures/hazards/**', 'fixtures/stories/**'],
    pool: 'forks',
    maxWorkers: 2,
    // Some tests run real commands: tsc, npm, jscodeshift, the garbage collector.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Functions of their arguments alone: one process may load them for all files.
      { extends: true, test: { name: 'functions', include: ['{analysis,rules}/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'commands', include: ['{codemods,heap,docs,fixtures,bench,fuzz}/**/*.test.ts'] } },
    ],
  },
});
