import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Lints a leak and tells, beside what is reported, which modules and native libraries are loaded then. */
const PROGRAM = `
import { Module } from 'node:module';
import { Linter } from 'eslint';
import ephemeron from 'eslint-plugin-ephemeron';

const leak = 'const seen = new Map();\\nexport class Owner {\\n  see() {\\n    seen.set(this, 1);\\n  }\\n}\\n';
const reports = new Linter().verify(leak, ephemeron.configs.strict);
process.report.excludeNetwork = true;
const { sharedObjects } = process.report.getReport();
console.log(JSON.stringify({ rules: reports.map(({ ruleId }) => ruleId), loaded: [...Object.keys(Module._cache), ...sharedObjects] }));
`;

it('finds a leak without loading TypeScript, a parser, jscodeshift or any native library', () => {
  const told = execFileSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], { cwd: ROOT, encoding: 'utf8' });
  const { rules, loaded } = JSON.parse(told) as { rules: string[]; loaded: string[] };
  expect(rules).toContain('ephemeron/no-instance-keyed-map');
  expect(loaded.some((path) => path.includes('eslint'))).toBe(true);
  const heavy = /node_modules[\\/](typescript|jscodeshift|@typescript-eslint[\\/](parser|typescript-estree|scope-manager|utils)|oxc-resolver|yuku-core)[\\/]|\.node$/;
  expect(loaded.filter((path) => heavy.test(path))).toEqual([]);
});
