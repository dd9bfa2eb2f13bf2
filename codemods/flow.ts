import { placesIn, type Place } from './places.js';
import { SourceSyntaxError } from './syntax-error.js';

/** A file is written in Flow, which no parser here reads, and whose annotations no rewrite would follow. */
export class FlowError extends SourceSyntaxError {
  constructor(at: Place) {
    super('Flow is not supported', at);
  }
}

/**
 * Tells whether a file that is plain JavaScript has Flow's types in comments: `/*: Map<Page, number> *\/`.
 *
 * @throws FlowError at the pragma, where it has
 */
export function refuseFlowComments(path: string, text: string): void {
  const pragma = pragmaIn(path, text);
  if (pragma !== undefined && /\/\*\s*::?/.test(text)) throw new FlowError(placesIn(text)(pragma));
}

/** Refuses whatever says that it is Flow. @throws FlowError at the pragma */
export function refuseFlow(path: string, text: string): void {
  const pragma = pragmaIn(path, text);
  if (pragma !== undefined) throw new FlowError(placesIn(text)(pragma));
}

/** What to say of a file that does not parse: that it is Flow where it says so itself, as Flow asks of its files, or else what the parser says. */
export function flowErrorOr(error: SourceSyntaxError, path: string, text: string): SourceSyntaxError {
  const pragma = pragmaIn(path, text);
  return pragma === undefined ? error : new FlowError(placesIn(text)(pragma));
}

/** Does a JavaScript file say that it is Flow? */
export function hasFlowPragma(path: string, text: string): boolean {
  return pragmaIn(path, text) !== undefined;
}

function isJavaScript(path: string): boolean {
  return /\.[cm]?jsx?$/.test(path);
}

/** Where a comment before all code says `@flow` or, for types that are there and not checked, `@noflow`. */
function pragmaIn(path: string, text: string): number | undefined {
  if (!isJavaScript(path) || !text.includes('flow')) return undefined;
  const head = /^\uFEFF?(?:#![^\n]*)?(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*|(['"])use strict\1;?)*/.exec(text)?.[0] ?? '';
  const at = head.search(/@(?:no)?flow\b/);
  return at < 0 ? undefined : at;
}
