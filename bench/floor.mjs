/**
 * The least that a run over a folder can do that analyses what may hold something: read every file, test its text, parse those that pass by
 * the parser of the command, and make their scopes. Prints how many files and bytes there are, and how many pass.
 *
 * Usage: node bench/floor.mjs <folder>
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '@typescript-eslint/scope-manager';
import { parse } from 'yuku-parser';
import { mayHoldContainer } from '../dist/analysis/index.js';
import { mayUseWeakTools } from '../dist/analysis/mistakes/index.js';
import { toTypeScriptTree } from '../dist/codemods/estree.js';

const [folder] = process.argv.slice(2);
const read = { files: 0, bytes: 0 };
const passed = { files: 0, bytes: 0 };
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name === 'package.json') continue;
  const name = join(entry.parentPath, entry.name);
  const text = readFileSync(name, 'utf8');
  read.files++;
  read.bytes += text.length;
  if (!mayHoldContainer(text) && !mayUseWeakTools(text)) continue;
  passed.files++;
  passed.bytes += text.length;
  makeScopes(name, text);
}
console.log(JSON.stringify({ read, passed }));

function makeScopes(path, text) {
  const lang = /\.tsx$/.test(path) ? 'tsx' : /\.[cm]?ts$/.test(path) ? 'ts' : 'jsx';
  const results = ['module', 'commonjs'].map((sourceType) => () => parse(text, { lang, preserveParens: false, sourceType }));
  for (const next of results) {
    const result = next();
    // Flow, and programs that are wrong on purpose, have errors either way.
    if (result.diagnostics.some(({ severity }) => severity === 'error')) continue;
    const { ast } = toTypeScriptTree(result, lang !== 'jsx');
    analyze(ast, { sourceType: ast.sourceType, globalReturn: ast.sourceType !== 'module', lib: [] });
    return;
  }
}
