import type { Outcome, Tools } from '../../../fixtures/collector.js';
import type * as Program from '../../../fixtures/integer-value-by-id-suggestion/input.js';

export const measure = 'entries left';

/** Points get a value, are read, and go; what is under their ids is counted, too. */
export async function run({ Point }: typeof Program, tools: Tools): Promise<Outcome> {
  const entriesLeft = tools.watchEntries();
  tools.times((index) => {
    const point = tools.track(new Point());
    point.x = index;
    return point.x;
  });
  const entries = await entriesLeft();
  return { count: entries, results: { alive: await tools.alive(), entries } };
}
