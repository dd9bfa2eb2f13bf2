import type { Outcome, Tools } from '../../../fixtures/collector.js';
import type * as Program from '../../../fixtures/integer-value-weak-silent/input.js';

export const measure = 'instances alive';

/** Points get a value, are read, and go. */
export async function run({ Point }: typeof Program, tools: Tools): Promise<Outcome> {
  tools.times((index) => {
    const point = tools.track(new Point());
    point.x = index;
    return point.x;
  });
  const alive = await tools.alive();
  return { count: alive, results: { alive } };
}
