import type { Certainty } from '../../../analysis/model.js';
import type { AccountedContainer } from '../../fate.js';

/** How loud a format tells of a leak or a mistake. */
export type Level = 'error' | 'warning' | 'note';

const LEVELS = { proven: 'error', likely: 'warning', possible: 'note' } as const satisfies Record<Certainty, Level>;

/** The surer, the louder. A rule that grades nothing reports only what it has proven. */
export function levelOf({ finding }: Pick<AccountedContainer, 'finding'>): Level {
  return LEVELS[finding?.certainty ?? 'proven'];
}
