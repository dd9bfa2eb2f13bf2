import type { AnalysisOptions } from './analyze.js';
import { atLeast } from '../containers/key-evidence.js';
import type { Certainty, HomeKind } from '../containers/facts.js';
import type { Container } from './model.js';

/** What a reader of the model wants to hear of; the options of the rules and of the codemods alike. */
export interface ReportOptions extends AnalysisOptions {
  /** The homes to look at; all where absent. */
  readonly homes?: readonly HomeKind[] | undefined;
  /** The lowest certainty that is reported. */
  readonly certainty?: Certainty | undefined;
  /** Containers whose name matches this regular expression are left alone. */
  readonly ignorePattern?: string | undefined;
}

/**
 * Is a container to be reported under the options?
 *
 * @throws SyntaxError if `ignorePattern` is not a regular expression.
 */
export function isReported(container: Container, { homes, certainty = 'likely', ignorePattern }: ReportOptions): boolean {
  if (!container.finding || !atLeast(container.finding.certainty, certainty)) return false;
  if (homes && !homes.includes(container.home.kind)) return false;
  return ignorePattern === undefined || !new RegExp(ignorePattern, 'u').test(container.name);
}
