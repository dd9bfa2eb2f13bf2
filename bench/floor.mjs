/**
 * The least that a run over a folder can do: read every file, test its text, parse those that pass and analyse their
 * scopes. Prints how many files and bytes there are, and how many pass.
 *
 * Usage: node bench/floor.mjs <folder> [own|oxc]
 *
 * `own` (the default) parses as the command does, whose binder resolves the names as it parses. `oxc` takes `oxc-parser`, and
 * `@typescript-eslint/scope-manager` for the scopes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayHoldContainer } from '../dist/analysis/index.js';
import { mayUseWeakTools } from '../dist/analysis/weak/index.js';
import { parseSource } from '../dist/codemods/parse.js';

const [folder, tools = 'own'] = process.argv.slice(2);
const parse = tools === 'oxc' ? await parserOfOxc() : parseSource;
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
  try {
    parse(name, text);
  } catch {
    // Flow, and programs that are wrong on purpose.
  }
}
console.log(JSON.stringify({ read, passed }));

async function parserOfOxc() {
  const [{ parseSync }, { analyze }, { visitorKeys }, { linkParents }] = await Promise.all([
    import('oxc-parser'),
    import('@typescript-eslint/scope-manager'),
    import('@typescript-eslint/visitor-keys'),
    import('../dist/codemods/link-parents.js'),
  ]);
  return (path, text) => {
    const { program } = parseSync(path, text, { astType: 'ts', lang: /\.[cm]?ts$/.test(path) ? 'ts' : 'jsx', preserveParens: false, range: true });
    linkParents(program, visitorKeys);
    analyze(program, { sourceType: program.sourceType, childVisitorKeys: visitorKeys, lib: [] });
  };
}
