import { isReported, mayHoldContainer } from '../analysis/index.js';
import type { Container, Edit } from '../analysis/model.js';
import { ruleIdOf } from '../rules/leak-rules.js';
import { applyEdits, mergeEdits, offsetBefore } from './edits.js';
import { accountFor, relocate, type AccountedContainer, type Standing, type Subject } from './fate.js';
import { markerAt } from './markers.js';
import type { CodemodOptions } from './options.js';
import { type CodemodSource, type Parse, parseSource, SourceSyntaxError, withByteOrderMark } from './parse.js';
import { placesIn, type Place } from './places.js';
import { modelFor } from './project-model.js';
import { readSuppressions } from './suppressions.js';
import { mayHoldMistake, weakSubjectsIn } from './weak-subjects.js';

/** What to do with one file. */
export type FilePlan =
  /** The text alone shows that the file holds no container, nor a mistake to mend; it was not parsed. */
  | { readonly outcome: 'skipped' }
  | { readonly outcome: 'planned'; readonly output: string; readonly containers: readonly AccountedContainer[] }
  /** The file is no program. */
  | { readonly outcome: 'unparsed'; readonly message: string; readonly at: Place }
  /** A mistake of ours, found before it could do harm: the file must stay as it is. */
  | { readonly outcome: 'failed'; readonly message: string };

/** What to do about a container that could be rewritten: do it, leave it, or mark its place for later. */
export type Decision = 'rewrite' | 'leave' | 'mark';

/** What a caller can have its own way in. */
export interface PlanHooks {
  /** Reads the file, and reads it again after each pass; without types, unless told otherwise. */
  readonly parse?: Parse;
  /** Asked about every container that the options allow to rewrite; its place is that in the text as it was given. */
  readonly decide?: ((container: AccountedContainer) => Decision) | undefined;
}

/** More passes than any file can need: each one rewrites a container that the one before had to leave. */
const MOST_PASSES = 100;

/**
 * Plans the rewrite of one file, without touching it.
 *
 * @param file its path, whose ending tells the language, and its text with the byte order mark where it has one
 * @param options what to report and what to apply
 */
export function planFile(
  file: { readonly path: string; readonly text: string },
  options: CodemodOptions,
  { parse = parseSource, decide }: PlanHooks = {},
): FilePlan {
  if (!mayHoldContainer(file.text) && !mayHoldMistake(file.text, options)) return { outcome: 'skipped' };
  try {
    return rewriteUntilStill(file.path, parse(file.path, file.text), options, { parse, decide });
  } catch (error) {
    if (!(error instanceof SourceSyntaxError)) throw error;
    return { outcome: 'unparsed', message: error.message, at: error.at };
  }
}

/** Rewrites what can be, then looks again, for a rewrite may have waited for another, until there is nothing left to do. */
function rewriteUntilStill(path: string, original: CodemodSource, options: CodemodOptions, { parse = parseSource, decide }: PlanHooks): FilePlan {
  const done: AccountedContainer<number>[] = [];
  const history: (readonly Edit[])[] = [];
  const toOriginal = (offset: number) => history.reduceRight((at, edits) => offsetBefore(edits, at), offset);
  const placeOf = placesIn(original.text);
  const decisionOn = (account: AccountedContainer<number>) => decide?.(relocate(account, (at) => placeOf(toOriginal(at)))) ?? 'rewrite';
  // What was said of the text as it was read: later passes speak of lines that the user does not have.
  const told = new Map<string, AccountedContainer<number>['finding']>();
  let source = original;

  while (history.length < MOST_PASSES) {
    const seen = accountForAll(path, source, options).map((one) => stepFor(source, one, decisionOn));
    if (history.length === 0) for (const { account } of seen) told.set(keyOf(account), account.finding);
    const steps = seen.filter((step) => step.edits.length > 0);
    const { edits, deferred } = mergeEdits(steps.map((step) => step.edits));

    if (edits.length === 0) {
      const rewritten = new Set(done.map(({ at }) => at));
      const rest = seen.map(({ account }) => relocate(account, toOriginal)).filter(({ at }) => !rewritten.has(at));
      return {
        outcome: 'planned',
        output: withByteOrderMark(source.text, source.bom),
        containers: [...done, ...rest]
          .sort((a, b) => a.at - b.at)
          .map((account) => relocate({ ...account, ...(account.finding && { finding: told.get(keyOf(account)) ?? account.finding }) }, placeOf)),
      };
    }

    const taken = steps.filter(({ account }, index) => account.fate.state === 'rewritten' && !deferred.has(index));
    done.push(...taken.map(({ account }) => relocate(account, toOriginal)));
    const next = reparse(path, withByteOrderMark(applyEdits(source.text, edits), source.bom), parse);
    if (next instanceof SourceSyntaxError) {
      return { outcome: 'failed', message: `the rewrite would not parse (${next.at.line}:${next.at.column} ${next.message})` };
    }
    history.push(edits);
    source = next;
  }
  return { outcome: 'failed', message: `the rewrite did not come to rest in ${MOST_PASSES} passes` };
}

function keyOf({ kind, at }: AccountedContainer<number>): string {
  return `${kind} ${at}`;
}

/** A container in one pass: what becomes of it, and the edits to make for that. */
interface Step {
  readonly account: AccountedContainer<number>;
  readonly edits: readonly Edit[];
}

function stepFor(source: CodemodSource, { subject, account }: Omit<Step, 'edits'> & { subject: Subject }, decisionOn: (account: AccountedContainer<number>) => Decision): Step {
  const { fate } = account;
  if (fate.state !== 'rewritten') return { account, edits: [] };
  const decision = decisionOn(account);
  if (decision === 'rewrite') return { account, edits: editsOf(subject) };
  return {
    account: { ...account, fate: { ...fate, state: 'declined' } },
    edits: decision === 'mark' ? markerAt(source, subject.creation, fate.codemod) : [],
  };
}

function accountForAll(path: string, source: CodemodSource, options: CodemodOptions) {
  const placeOf = placesIn(source.text);
  const suppressions = readSuppressions(source, placeOf);
  const standingOf = (container: Container): Standing => {
    const { finding, creation } = container;
    if (!finding || !isReported(container, options)) return 'clean';
    const rule = ruleIdOf(finding.leak);
    const isCovered = [creation, finding.at ?? creation].some(({ range }) => suppressions.covers(rule, placeOf(range[0])));
    return isCovered ? 'suppressed' : 'reported';
  };
  const containers = modelFor(source, options, path).containers.map((container) => ({
    subject: container,
    account: accountFor(container, standingOf(container), options),
  }));
  const mistakes = weakSubjectsIn(source, options).map((subject) => {
    const isCovered = suppressions.covers(ruleIdOf(subject.finding.leak), placeOf(subject.creation.range[0]));
    return { subject, account: accountFor(subject, isCovered ? 'suppressed' : 'reported', options) };
  });
  return [...containers, ...mistakes];
}

function reparse(path: string, text: string, parse: Parse): CodemodSource | SourceSyntaxError {
  try {
    return parse(path, text);
  } catch (error) {
    if (error instanceof SourceSyntaxError) return error;
    throw error;
  }
}

function editsOf({ rewrite }: Subject): readonly Edit[] {
  return rewrite.outcome === 'edits' ? rewrite.edits : [];
}
