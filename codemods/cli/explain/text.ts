import { AXIOMS } from '../../../analysis/proof/index.js';
import { placeText } from '../../places.js';
import type { Terminal } from '../terminal.js';
import type { ExplainedFunction, ExplainedRewrite, Explanation, FilePlace } from './explanation.js';

type Colors = Terminal['colors'];

/** The most operations of one function; JSON has them all. */
const MOST_OPERATIONS = 40;

/** How a function leaves, in words. */
const LEAVES = { returns: 'returns', throws: 'throws', fails: 'what it awaits may fail', ends: 'runs to its end' } as const;

/** An explanation as lines for people: one paragraph for each stage, in the order of the stages. */
export function* textLines(explanation: Explanation, colors: Colors): Generator<string> {
  const { name, kind, at, home, locations, functions, usesElsewhere, keys, retention, releases, exits, verdict, doubts, finding, rewrite } = explanation;
  const place = (where: FilePlace | undefined): string => (where ? `  ${colors.dim(placeText(where.path, where))}` : '');
  const stage = (title: string, lines: readonly string[], otherwise?: string): string[] => {
    const told = lines.length > 0 || otherwise === undefined ? lines : [otherwise];
    return told.length === 0 ? [] : [`  ${colors.bold(title)}`, ...told.map((line) => `    ${line}`)];
  };
  yield `${colors.bold(name)} ${colors.dim(placeText(at.path, at))}`;
  yield `  ${kind} in ${home.label}`;
  yield* stage('locations', locations.map((one) => `${one.kind} ${one.name}${one.boundsLifetime ? ', which bounds its lifetime' : ''}${place(one.at)}`));
  yield* stage('operations', [
    ...functions.flatMap((fn) => [...operationLines(fn, colors)]),
    ...usesElsewhere.map((use) => `${use.kind} in another file: ${use.text}${place(use.at)}`),
  ]);
  yield* stage('calls', functions.filter(({ isTopLevel }) => !isTopLevel).map((fn) => callLine(fn, place)));
  yield* stage('keys', [
    `${keys.noun}: ${keys.sort}, ${keys.certainty}: ${keys.because}${keys.isNullable ? ', or nothing' : ''}`,
    ...keys.writes.map((key) => `${key.text} ${keySays(key)}${place(key.at)}`),
  ]);
  yield* stage('retention', [retention.map(({ role, name: holder }) => (role === 'key' ? `every ${holder}` : holder)).join(' → ')]);
  yield* stage('releases', releases.map(({ how, worth, because, at: where }) => `${how} (${worth})${because === undefined ? '' : `: ${because}`}${place(where)}`), 'none');
  yield* stage('exits with the entry still in', exits.map((exit) => `${nameOf(exit.name)} ${LEAVES[exit.how]}${place(exit.at)}`), 'none');
  yield* stage('doubts', doubts.map(({ id, level, says, isDecisive }) => `${level.padEnd(8)} ${id}: ${says}${isDecisive ? ' (decides)' : ''}`), 'none');
  yield `  ${colors.bold('verdict')} ${verdict}${finding ? `, ${finding.certainty}` : ''}`;
  if (finding) yield `    ${finding.message}`;
  yield* rewriteLines(rewrite, colors, place);
  yield '';
}

function nameOf(name: string | undefined): string {
  return name ?? 'a function without a name';
}

function keySays({ sort, certainty, because, isNullable }: Explanation['keys']['writes'][number]): string {
  return sort === 'unknown' ? 'is not known' : `is ${sort}, ${certainty}: ${because}${isNullable ? ', or nothing' : ''}`;
}

function* operationLines({ name, isTopLevel, at, operations }: ExplainedFunction, colors: Colors): Generator<string> {
  // What the top level does besides fills pages.
  const shown = isTopLevel ? operations.filter(({ isOnContainer }) => isOnContainer) : operations;
  yield `${isTopLevel ? 'the top level' : nameOf(name)}  ${colors.dim(placeText(at.path, at))}`;
  for (const { text, at: where, isOnContainer } of shown.slice(0, MOST_OPERATIONS)) {
    const line = `${(where ? `${String(where.line)}:${String(where.column)}` : '').padEnd(7)} ${text}`;
    yield `  ${isOnContainer ? colors.bold(`* ${line}`) : `  ${line}`}`;
  }
  if (shown.length > MOST_OPERATIONS) yield `    and ${String(shown.length - MOST_OPERATIONS)} more, which --format json has`;
}

function callLine({ name, isOpen, calledFrom, effects }: ExplainedFunction, place: (at: FilePlace | undefined) => string): string {
  const does = effects.map(({ kind, key, parameter, release }) => {
    const what = key === undefined ? kind : `${kind} ${key}${parameter === undefined ? '' : ` (parameter ${String(parameter + 1)})`}`;
    return release ? `${what}, ${release.worth === 'none' ? 'no release' : `a ${release.worth} release`}` : what;
  });
  const callers = calledFrom.map((call) => `${call.name ?? 'the top level'}${place(call.at)}`);
  const reached = [...(isOpen ? ['code that is not seen'] : []), ...callers];
  return `${nameOf(name)}: ${does.length > 0 ? does.join('; ') : 'hands it on'}; called by ${reached.length > 0 ? reached.join(', ') : 'nothing'}`;
}

function* rewriteLines({ grade, title, assumption, proof, missing, code, reason, at }: ExplainedRewrite, colors: Colors, place: (at: FilePlace | undefined) => string): Generator<string> {
  const head = `  ${colors.bold('rewrite')}`;
  if (grade === 'none') yield `${head} none`;
  else if (grade === 'refused') yield `${head} refused (${code ?? ''}): ${reason ?? ''}${place(at)}`;
  else yield `${head} ${grade}: ${title ?? ''}${assumption === undefined ? '' : `, only if ${assumption}`}`;
  for (const { claim, says, grounds } of proof ?? []) {
    yield `    ${colors.green('proven')} ${claim}: ${says}`;
    for (const ground of grounds) yield `      ${ground.says}${place(ground.at)}${ground.axiom ? colors.dim(` (axiom: ${AXIOMS[ground.axiom].title})`) : ''}`;
  }
  if (missing) {
    yield `    ${colors.red('not proven')} ${missing.claim}: ${missing.says}`;
    yield `      ${missing.because}${place(missing.at)}`;
  }
}
