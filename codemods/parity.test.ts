import { Linter as Linter10 } from 'eslint';
import { Linter as Linter9 } from 'eslint9';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import ephemeron from '../rules/index.js';
import { DEFAULTS } from './options.js';
import { planFile } from './plan.js';

const INDICES = Array.from({ length: 15 }, (_, index) => index);

const DECLARATIONS: readonly ((index: number) => string)[] = [
  (index) => `type Widths${index} = Map<Cell, number>;\nlet widths${index}: Widths${index} = new Map();`,
  (index) => `let widths${index}: Map<Cell, number> = new Map();`,
  (index) => `let widths${index} = new Map<Cell, number>();`,
];

/**
 * Fifteen containers whose uses lie between each other's declarations: ESLint merges the edits of one report into a
 * span, so that the spans overlap, and stops after ten passes.
 */
const PROGRAM = [
  'export class Cell {',
  "  label = '';",
  '}',
  '',
  ...INDICES.map((index) => DECLARATIONS[index % DECLARATIONS.length]?.(index) ?? ''),
  '',
  ...INDICES.flatMap((index) => [
    `export function width${index}(cell: Cell): number {`,
    `  const known = widths${index}.get(cell) ?? cell.label.length;`,
    `  widths${index}.set(cell, known);`,
    '  return known;',
    '}',
    '',
    `export function resetForTesting${index}(): void {`,
    `  widths${INDICES.length - 1 - index}.clear();`,
    '}',
    '',
  ]),
].join('\n');

describe.each([
  ['ESLint 10', Linter10],
  ['ESLint 9', Linter9 as unknown as typeof Linter10],
])('`eslint --fix` of %s, repeated until nothing changes, writes what `ephemeron fix` writes', (_, Linter) => {
  it.each([
    ['LF', PROGRAM],
    ['CRLF', PROGRAM.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${PROGRAM}`],
  ])('%s', (_name, program) => {
    const plan = planFile({ path: 'cells.ts', text: program }, DEFAULTS);
    if (plan.outcome !== 'planned') throw new Error(plan.outcome);

    expect(plan.output).not.toContain('new Map');
    expect(fixedBy(new Linter({ configType: 'flat' }), program)).toBe(plan.output);
    expect(plan.containers.map(({ fate }) => fate.state)).toEqual(INDICES.map(() => 'rewritten'));
  });
});

function fixedBy(linter: Linter10, program: string): string {
  for (let text = program; ; ) {
    const { fixed, output } = linter.verifyAndFix(
      text,
      [{ ...ephemeron.configs.recommended, files: ['**/*.ts'], languageOptions: { parser } }] as never,
      { filename: 'cells.ts' },
    );
    if (!fixed) return output;
    text = output;
  }
}
