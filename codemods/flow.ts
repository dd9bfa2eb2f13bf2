import { createRequire } from 'node:module';
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

/**
 * What to say of a file that is no JavaScript: that it is Flow where it says so, or where it parses as nothing else.
 *
 * @param error what the parser says, and where
 * @param parsesAsTypeScript asked where the file does not say what it is
 */
export function flowErrorOr(error: SourceSyntaxError, path: string, text: string, parsesAsTypeScript: () => boolean): SourceSyntaxError {
  if (!isJavaScript(path)) return error;
  const pragma = pragmaIn(path, text);
  if (pragma !== undefined) return new FlowError(placesIn(text)(pragma));
  return !parsesAsTypeScript() && parsesAsFlow(text) ? new FlowError(error.at) : error;
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

/** The parser that jscodeshift has for Flow, which takes plain JavaScript, too: some node must be Flow's own. */
function parsesAsFlow(text: string): boolean {
  const getParser = createRequire(import.meta.url)('jscodeshift/src/getParser.js') as (name: string) => { parse(text: string): object };
  let isFlow = false;
  try {
    const tree = getParser('flow').parse(text);
    JSON.stringify(tree, (key, value: unknown) => {
      isFlow ||= (key === 'type' && OWN_NODES.test(String(value))) || (key === 'importKind' && value !== 'value' && value !== null);
      return isFlow ? undefined : value;
    });
  } catch {
    // Nor is it Flow.
  }
  return isFlow;
}

const OWN_NODES = /^(?:Type(?:Alias|Annotation|CastExpression)|As(?:Const)?Expression|OpaqueType|Interface|Declare|Enum|Component|Hook|Variance)/;
