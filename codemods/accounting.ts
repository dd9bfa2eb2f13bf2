import { asFilled, isReported, type Leaking, mayBeGivenContainer, mayHoldContainer, mayOfferContainer } from '../analysis/index.js';
import { lazily } from '../analysis/source/lazily.js';
import { mayHaveObjectKey } from '../analysis/mistakes/object-keys.js';
import { stringifiedKeysIn } from '../analysis/mistakes/stringified.js';
import { mayUseWeakTools, type WeakMistake } from '../analysis/mistakes/index.js';
import { MISTAKE_RULE, ruleIdOf } from '../rules/leak-rules.js';
import { accountFor, type AccountedContainer, type Reported, type Standing, type Subject } from './fate.js';
import type { CodemodOptions } from './options.js';
import type { CodemodSource } from './parse.js';
import { placesIn } from './places.js';
import type { PlanSurroundings } from './plan.js';
import { modelFor } from './project-model.js';
import { readSuppressions } from './suppressions.js';
import { isMendable, mayHoldMistake, mistakesToMend, type WeakSubject, weakSubjectsIn } from './weak-subjects.js';

const MISTAKES = Object.keys(MISTAKE_RULE) as readonly WeakMistake[];

/** A file, and what it is asked for. */
export interface Inquiry {
  readonly path: string;
  readonly source: CodemodSource;
  readonly options: CodemodOptions;
  /** The files around it; where they are not given, nothing is looked up and no other file changes. */
  readonly around?: PlanSurroundings | undefined;
  /** The rules whose mistakes are told, all of them; where absent, only those mistakes that the codemods asked for mend. */
  readonly rules?: ReadonlySet<string> | undefined;
  /** Which rules keep quiet in the file for what they report there, by a list of old reports; none where absent. */
  readonly quieted?: ((path: string, reports: readonly string[]) => ReadonlySet<string>) | undefined;
}

/** A container or a mistake, and what becomes of it as long as its rewrite clashes with no other. */
export interface Accounted {
  readonly subject: Subject;
  readonly account: AccountedContainer<number>;
}

/** Can a file hold anything to account for? A test of the text alone. */
export function mayHoldSubject(path: string, text: string, { options, around, rules }: Pick<Inquiry, 'options' | 'around' | 'rules'>): boolean {
  if (mayHoldContainer(text) || (around !== undefined && (mayOfferContainer(text) || mayBeGivenContainer(text)))) return true;
  return rules ? mayUseWeakTools(text) || mayHaveObjectKey(text, isTyped(path)) : mayHoldMistake(text, options);
}

/** Accounts for all containers and mistakes of a file: the one place where reports are made, for the command and the codemods alike. */
export function accountForAll({ path, source, options, around, rules, quieted }: Inquiry): readonly Accounted[] {
  const placeOf = placesIn(source.text);
  // Most files have nothing to report.
  const suppressions = lazily(() => readSuppressions(source, placeOf));
  const isCovered = ({ creation, finding }: Subject & { readonly finding: Reported }): boolean =>
    [creation, finding.at ?? creation].some(({ range }) => suppressions().covers(ruleIdOf(finding.leak), placeOf(range[0])));

  const model = modelFor(source, options, path, around && (() => around.elsewhere));
  const containers = rules?.has(ruleIdOf('unbounded')) ? model.containers.map(asFilled) : model.containers;
  const isSought = (container: Leaking): container is Leaking & { readonly finding: Reported } => isReported(container, options) && (rules?.has(ruleIdOf((container.finding as Reported).leak)) ?? true);
  const leaks = containers.filter(isSought);
  const mistakes = mistakesIn({ path, source, options, rules });
  const open = [...leaks, ...mistakes].filter((subject) => !isCovered(subject));
  const quiet = open.length > 0 ? quieted?.(path, open.map(({ finding }) => ruleIdOf(finding.leak))) : undefined;

  const standings = new Map<Subject, Standing>([
    ...[...leaks, ...mistakes].map((subject) => [subject, 'suppressed'] as const),
    ...open.map((subject) => [subject, quiet?.has(ruleIdOf(subject.finding.leak)) ? 'quieted' : 'reported'] as const),
  ]);
  const told: readonly Subject[] = [...containers, ...(rules ? mistakes : mistakes.filter(isMendable))];
  const mayChangeOthers = !around || around.change !== undefined;
  return told.map((subject) => ({ subject, account: accountFor(subject, standings.get(subject) ?? 'clean', options, mayChangeOthers) }));
}

function mistakesIn({ path, source, options, rules }: Pick<Inquiry, 'path' | 'source' | 'options' | 'rules'>): readonly WeakSubject[] {
  if (!rules) return weakSubjectsIn(source, mistakesToMend(source.text, options), options);
  const weak = weakSubjectsIn(source, MISTAKES.filter((mistake) => rules.has(ruleIdOf(mistake))), options);
  return rules.has(ruleIdOf('stringified-key')) ? [...weak, ...stringifiedSubjects(path, source)] : weak;
}

/** Mistakes of the rule that looks at no container. */
function stringifiedSubjects(path: string, source: CodemodSource): readonly WeakSubject[] {
  return stringifiedKeysIn(source, isTyped(path)).map(({ node, name, what, why, advice, certainty }) => ({
    name,
    creation: node,
    finding: { leak: 'stringified-key', certainty, what, why, advice, evidence: [] },
    rewrite: { outcome: 'none' },
  }));
}

function isTyped(path: string): boolean {
  return !/\.[cm]?jsx?$/.test(path);
}
