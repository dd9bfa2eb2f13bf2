/**
 * `npm run fuzz -- [--runs 10000] [--seed N] [--without CLAIM] [--no-hazards] [--hazard NAME]`
 *
 * Rewrites programs that are made up, and compares what they do before and after. The summary goes to standard output;
 * the exit code is 1 where something differs.
 */
import { parseArgs } from 'node:util';
import { type Claim, CLAIMS, takeForGranted } from '../analysis/proof/index.js';
import { campaign, type CampaignOptions } from './campaign.js';
import { summaryText } from './summary.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    without: { type: 'string' },
    'no-hazards': { type: 'boolean', default: false },
    hazard: { type: 'string' },
  },
});

const { without } = values;
if (without !== undefined && !(without in CLAIMS)) throw new Error(`--without takes one of ${Object.keys(CLAIMS).join(', ')}`);
takeForGranted(without as Claim | undefined);

const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const runs = Number(values.runs);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(runs) || runs < 1) throw new Error('--runs and --seed take whole numbers');

const started = Date.now();
let told = 0;
const seen = new Set<string>();
const onProgress: CampaignOptions['onProgress'] = ({ total, sorts }) => {
  for (const sort of sorts.keys()) {
    if (!seen.has(sort)) console.error(`after ${total.programs} programs: ${sort}`);
    seen.add(sort);
  }
  if (total.programs % 100 !== 0 || told === total.programs) return;
  told = total.programs;
  console.error(`${total.programs} of ${runs} programs in ${seconds()} s, ${total.rewritten} rewritten, ${total.different} with differences of ${sorts.size} sorts`);
};

console.error(`seed ${seed}`);
const { summary, found } = await campaign({ runs, seed, hasHazards: !values['no-hazards'], hazard: values.hazard, onProgress });
console.log(summaryText(summary, found));
console.error(`seed ${seed}, ${seconds()} s`);
process.exit(found.length > 0 ? 1 : 0);

function seconds(): number {
  return Math.round((Date.now() - started) / 1000);
}
