import type { Outcome, Tools } from '../../../fixtures/collector.js';
import type * as Program from '../../../fixtures/integer-value-map-safe/input.js';

export const measure = 'instances alive';

/** Points get a value, are read, and go. */
export async function run({ Point }: typeof Program, tools: Tools): Promise<Outcome> {
  tools.times((index) => {
    const point = tools.track(new Point(index, index));
    return point.x;
  });
  const alive = await tools.alive();
  return { count: alive, results: { alive } };
}
