/**
 * The least that a run over a folder can do: read every file, test its text, parse those that pass and analyse their
 * scopes. Prints how many files and bytes there are, and how many pass.
 *
 * Usage: node bench/floor.mjs <folder>
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayHoldContainer } from '../dist/analysis/index.js';
import { mayUseWeakTools } from '../dist/analysis/weak/index.js';
import { parseSource } from '../dist/codemods/parse.js';

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
  try {
    parseSource(name, text);
  } catch {
    // Flow, and programs that are wrong on purpose.
  }
}
console.log(JSON.stringify({ read, passed }));
