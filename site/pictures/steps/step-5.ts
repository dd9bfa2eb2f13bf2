import type { Outcome, Tools } from '../../../fixtures/collector.js';
import type * as Program from '../../../fixtures/integer-value-searching-callback-silent/input.js';

export const measure = 'entries left';

/** Instances get a value, are read, and go; what is under their ids is counted, too. */
export async function run({ Instance, x }: typeof Program, tools: Tools): Promise<Outcome> {
  const entriesLeft = tools.watchEntries();
  tools.times((index) => {
    const instance = tools.track(new Instance());
    x.set(instance, index);
    return x.get(instance);
  });
  const entries = await entriesLeft();
  return { count: entries, results: { alive: await tools.alive(), entries } };
}
