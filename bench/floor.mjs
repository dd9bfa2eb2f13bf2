/**
 * The least that a run over a folder can do: read every file, test its text, parse those that pass and analyse their
 * scopes. Prints how many files and bytes there are, and how many pass.
 *
 * Usage: node bench/floor.mjs <folder> [own|oxc|bytes]
 *
 * `own` (the default) parses by what the command parses by, and has its tree and its names as objects, as all who use that parser get
 * them. `oxc` takes `oxc-parser`, and `@typescript-eslint/scope-manager` for the scopes. `bytes` parses as the command does, which
 * makes no object that nobody asks for, and asks for none.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayHoldContainer } from '../dist/analysis/index.js';
import { mayUseWeakTools } from '../dist/analysis/weak/index.js';

const [folder, tools = 'own'] = process.argv.slice(2);
const parse = await { own: parserOfYuku, oxc: parserOfOxc, bytes: parserOfBytes }[tools]();
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

async function parserOfYuku() {
  const { analyze } = await import('yuku-analyzer');
  return (path, text) => {
    const lang = /\.[cm]?ts$/.test(path) ? 'ts' : 'jsx';
    let module = analyze(text, { lang, preserveParens: false, sourceType: 'module' });
    if (module.diagnostics.length > 0) module = analyze(text, { lang, preserveParens: false, sourceType: 'commonjs' });
    return [module.ast, module.scopes, module.bindings, module.references];
  };
}

async function parserOfBytes() {
  const { parseSource } = await import('../dist/codemods/parse.js');
  return parseSource;
}

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
