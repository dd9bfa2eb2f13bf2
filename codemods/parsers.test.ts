import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { analyze, type Container, type FileModel, type ParsedSource } from '../analysis/index.js';
import { readFixtures } from '../fixtures/fixture.js';
import { parseSource } from './parse.js';

describe('every fixture comes out the same, whoever parses it', () => {
  for (const { name, input } of readFixtures()) {
    const text = readFileSync(input, 'utf8');

    it(`${name}: as codemods read it`, () => {
      expect(inShort(analyze(parseSource(input, text)))).toEqual(inShort(underESLint(input, text, true)));
    });

    // Espree reads no types, and no decorators.
    if (!/\.[cm]?js$/.test(input)) continue;
    it(`${name}: espree`, () => {
      expect(inShort(underESLint(input, text, false))).toEqual(inShort(underESLint(input, text, true)));
    });
  }
});

describe('what only TypeScript has a place for is not missed in the tree of another parser', () => {
  const text = [
    'export class Registry {',
    '  static #one;',
    '  #boxes = new Map();',
    '  static get one() { return (this.#one ??= new Registry()); }',
    '  boxOf(node) {',
    '    node.normalize();',
    '    if (!this.#boxes.has(node)) this.#boxes.set(node, {});',
    '    return this.#boxes.get(node);',
    '  }',
    '}',
  ].join('\n');

  it('decorators of a class', () => {
    expect(inShort(underESLint('registry.js', text, false))).toEqual(inShort(underESLint('registry.js', text, true)));
    expect(inShort(analyze(parseSource('registry.js', text)))).toMatchObject([{ name: 'this.#boxes', finding: { leak: 'instance-keyed' } }]);
  });
});

function underESLint(file: string, text: string, isTypeScript: boolean): FileModel {
  let model: FileModel | undefined;
  const read = {
    create: ({ sourceCode }: { sourceCode: unknown }) => ({
      Program: () => {
        model = analyze(sourceCode as ParsedSource);
      },
    }),
  };
  const messages = new Linter().verify(
    text,
    {
      files: ['**'],
      languageOptions: {
        ...(isTypeScript && { parser }),
        sourceType: file.endsWith('.cjs') ? 'commonjs' : 'module',
        parserOptions: { ecmaFeatures: { jsx: file.endsWith('x') } },
      },
      plugins: { parsers: { rules: { read } } },
      rules: { 'parsers/read': 'error' },
    },
    { filename: path.basename(file) },
  );
  if (!model) throw new Error(messages.map(({ message }) => message).join());
  return model;
}

/** All that a reader of the model can tell, with places for nodes. */
function inShort({ containers }: FileModel): readonly unknown[] {
  return containers.map(({ kind, name, creation, home, keys, uses, verdict, finding, rewrite }: Container) => ({
    kind,
    name,
    creation: creation.range,
    home,
    keys: { ...keys(), node: keys().node.range, id: undefined },
    uses: uses.map((use) => [use.kind, use.node.range]),
    verdict,
    finding: finding && { leak: finding.leak, certainty: finding.certainty, what: finding.what, why: finding.why, advice: finding.advice, evidence: finding.evidence },
    rewrite: rewriteInShort(rewrite),
  }));
}

function rewriteInShort(rewrite: Container['rewrite']): unknown {
  if (rewrite.outcome === 'none') return rewrite;
  const placed = 'unproven' in rewrite && rewrite.unproven ? { ...rewrite, unproven: { ...rewrite.unproven, gap: { ...rewrite.unproven.gap, node: rewrite.unproven.gap.node.range } } } : rewrite;
  if (placed.outcome === 'refusal') return { ...placed, node: placed.node.range };
  if (placed.grade !== 'safe') return placed;
  const { axioms, claims } = placed.proof;
  return { ...placed, proof: { axioms, claims: claims.map(({ claim, grounds }) => ({ claim, grounds: grounds.map((ground) => ({ ...ground, node: ground.node.range })) })) } };
}
