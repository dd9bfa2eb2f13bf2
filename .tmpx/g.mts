import { SHAPES } from '../bench/shapes.js';
import { planFile, judgeFile } from '../codemods/plan.js';
import { readOptions } from '../codemods/options.js';
import plugin from '../rules/index.js';
import { tuneEngine } from '../codemods/cli/tune-engine.js';
tuneEngine();
const only = new RegExp(process.argv[2] ?? '.');
for (const [name, write] of Object.entries(SHAPES).filter(([n]) => only.test(n))) {
  for (const what of ['fix', 'check']) {
    const out = [] as string[];
    let last = 0;
    for (const size of [1000, 2000, 4000, 8000]) {
      const text = write(size);
      const b = process.cpuUsage();
      if (what === 'fix') planFile({ path: 'program.ts', text }, readOptions({})); else judgeFile({ path: 'program.ts', text }, readOptions({ certainty: 'possible' }), new Set(Object.keys((plugin as any).configs.strict.rules)));
      const { user, system } = process.cpuUsage(b);
      const ms = (user + system) / 1000;
      out.push(`${size}: ${ms.toFixed(0)} (${(ms / last).toFixed(2)})`);
      last = ms;
    }
    console.log(what, name, out.join('  '));
  }
}
