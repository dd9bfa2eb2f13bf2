import type { AnalysisOptions } from './analyze.js';
import { atLeast } from '../containers/key-evidence.js';
import type { Certainty, HomeKind } from '../containers/facts.js';
import type { Container, Leaking } from './model.js';

/** What a reader of the model wants to hear of; the options of the rules and of the codemods alike. */
export interface ReportOptions extends AnalysisOptions {
  /** The homes to look at; all where absent. */
  readonly homes?: readonly HomeKind[] | undefined;
  /** The lowest certainty that is reported. */
  readonly certainty?: Certainty | undefined;
  /** Containers whose name matches this regular expression are left alone. */
  readonly ignorePattern?: string | undefined;
  /** Containers that strings or numbers fill are left alone where their declaration names one of these types. */
  readonly ignoreTypes?: readonly string[] | undefined;
}

/**
 * Is a container to be reported under the options?
 *
 * @throws SyntaxError if `ignorePattern` is not a regular expression.
 */
export function isReported(container: Leaking, { homes, certainty = 'likely', ignorePattern, ignoreTypes }: ReportOptions): boolean {
  if (!container.finding || !atLeast(container.finding.certainty, certainty)) return false;
  if (homes && !homes.includes(container.home.kind)) return false;
  if (container.finding.types?.some((type) => ignoreTypes?.includes(type))) return false;
  return ignorePattern === undefined || !new RegExp(ignorePattern, 'u').test(container.name);
}

/** A container with what is found of it as one that strings or numbers fill, where anything is. It is judged for whoever asks. */
export function asFilled(container: Container): Leaking {
  const { kind, name, creation, home, verdict, rewrite } = container;
  const unbounded = container.unbounded();
  return unbounded?.finding ? { kind, name, creation, home, verdict, rewrite, finding: unbounded.finding } : container;
}
