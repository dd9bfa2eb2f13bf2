import { OptionError } from './options.js';

/** What one file may take before it is left out. Code that people write stays far below. */
export interface Budget {
  /** From how many kilobytes on a text is left out that has the lines of a program's output. */
  readonly generated: number;
  /** How many nodes its tree may have. */
  readonly nodes: number;
  /** For how long it may be planned, in seconds. */
  readonly seconds: number;
  /** How much memory its plan may take, in megabytes. */
  readonly memory: number;
}

/** TypeScript's `checker.ts`, of 3 MB, is among the longest files that are written by hand, and has fewer than a million nodes. */
export const BUDGET: Budget = { generated: 256, nodes: 2_000_000, seconds: 60, memory: 2048 };

/** A file is left out; the message says why. */
export class OverBudgetError extends Error {
  override readonly name = 'OverBudgetError';
}

/** A budget as a command line gives it. */
export type BudgetFlags = Partial<Record<`max${Capitalize<keyof Budget>}`, string>>;

/**
 * Reads a budget as a command line gives it.
 *
 * @param raw the values, `undefined` where not given
 * @throws OptionError at the first that is no number from 1 on
 */
export function readBudget(raw: BudgetFlags): Budget {
  const most = (flag: string, value: string | undefined, otherwise: number): number => {
    const number = value === undefined ? otherwise : Number(value);
    if (!(number >= 1) || value?.trim() === '') throw new OptionError(`${flag} must be a number from 1 on, not ${JSON.stringify(value)}`);
    return number;
  };
  return {
    generated: most('max-generated', raw.maxGenerated, BUDGET.generated),
    nodes: most('max-nodes', raw.maxNodes, BUDGET.nodes),
    seconds: most('max-seconds', raw.maxSeconds, BUDGET.seconds),
    memory: most('max-memory', raw.maxMemory, BUDGET.memory),
  };
}

/** The mean length of lines from which on nobody has written them: a program has, for no one to read. */
const LONG_LINES = 200;

/**
 * Refuses what a program has written for no one to read, by its shape: lines of hundreds of characters in the mean.
 *
 * @throws OverBudgetError
 */
export function refuseGenerated(text: string, { generated }: Pick<Budget, 'generated'>): void {
  if (text.length <= generated * 1024) return;
  const lines = text.split('\n').length;
  if (text.length / lines > LONG_LINES) throw new OverBudgetError(`is generated (${sizeOf(text.length)} in ${lines === 1 ? '1 line' : `${lines.toLocaleString('en')} lines`})`);
}

/**
 * Refuses a tree of too many nodes.
 *
 * @param count how many it has; `undefined` where the parser does not count them
 * @throws OverBudgetError
 */
export function refuseTooMany(count: number | undefined, { nodes }: Pick<Budget, 'nodes'>): void {
  if (count !== undefined && count > nodes) throw new OverBudgetError(`has ${count.toLocaleString('en')} nodes, more than ${nodes.toLocaleString('en')} (--max-nodes)`);
}

function sizeOf(characters: number): string {
  const [kilo, mega] = [1000, 1_000_000];
  return characters < mega ? `${Math.round(characters / kilo)} kB` : `${(characters / mega).toFixed(1)} MB`;
}
