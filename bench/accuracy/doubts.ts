/**
 * What the doubts are worth: for each row of the table how many leaks, harmless and false reports it decides, of those that
 * `npm run accuracy -- --readings FILE` has read, but for the part that is held out. Nothing is analysed again.
 *
 *     npm run accuracy:doubts -- FILE [--typed] [--json]
 *     npm run accuracy:doubts -- FILE --fit      the levels that one half of the packages asks for, tried on the other half
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FOLDER } from './corpus.js';
import { doubtsIn, linesOf } from './doubt-figures.js';
import type { Reading } from './findings.js';
import { fitDoubts, linesOfFit } from './fit-doubts.js';
import { parseLabels } from './labels.js';
import { isHeldOut } from './parts.js';

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { typed: { type: 'boolean' }, json: { type: 'boolean' }, fit: { type: 'boolean' } } });
const [file] = positionals;
if (file === undefined) throw new Error('Name the file that `npm run accuracy -- --readings FILE` has written.');
const readings = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Reading).filter((reading) => !isHeldOut(reading.package));
const labels = parseLabels(readFileSync(join(FOLDER, 'labels.json'), 'utf8'));
const evidence = options.typed ? 'typed' : 'untyped';
const [figures, lines] = options.fit ? told(fitDoubts(readings, labels, evidence), linesOfFit) : told(doubtsIn(readings, labels, evidence), linesOf);
process.stdout.write(options.json ? `${JSON.stringify(figures, undefined, 2)}\n` : `${lines.join('\n')}\n`);

function told<Figures>(figures: Figures, write: (figures: Figures) => readonly string[]): readonly [Figures, readonly string[]] {
  return [figures, write(figures)];
}
