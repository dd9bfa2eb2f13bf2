import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{analysis,rules,codemods,heap,docs,fixtures,bench,fuzz}/**/*.test.ts'],
    // Programs with a hazard and stories are test input, also where they are tests of their own.
    exclude: ['**/node_modules/**', 'fixtures/hazards/**', 'fixtures/stories/**'],
    pool: 'forks',
    maxWorkers: 2,
    // Some tests run real commands: tsc, npm, jscodeshift, the garbage collector.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
