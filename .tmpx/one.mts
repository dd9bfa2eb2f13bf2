import { SHAPES } from '../bench/shapes.js';
import { planFile, judgeFile } from '../codemods/plan.js';
import { readOptions } from '../codemods/options.js';
import plugin from '../rules/index.js';
const [, , re, size, what] = process.argv;
const [, write] = Object.entries(SHAPES).find(([n]) => new RegExp(re!).test(n))!;
const text = write(Number(size));
if (what === 'fix') planFile({ path: 'program.ts', text }, readOptions({})); else judgeFile({ path: 'program.ts', text }, readOptions({ certainty: 'possible' }), new Set(Object.keys((plugin as any).configs.strict.rules)));
