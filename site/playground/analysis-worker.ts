/** The worker that analyses: the rules under ESLint's `Linter`, the model, and the proofs, on what is typed. */
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint/universal';
import ts from 'typescript';
import { AXIOMS, CLAIMS, type Unproven } from '../../analysis/proof/index.js';
import type { Container, Release, Use } from '../../analysis/model.js';
import { accountForAll, type Accounted } from '../../codemods/accounting.js';
import { applyEdits } from '../../codemods/edits.js';
import type { AccountedContainer } from '../../codemods/fate.js';
import { DEFAULTS } from '../../codemods/options.js';
import type { CodemodSource } from '../../codemods/parse.js';
import { planFile } from '../../codemods/plan.js';
import { placesIn } from '../../codemods/places.js';
import ephemeron from '../../rules/index.js';
import type { Analysis, Answer, DrawnUse, Mend, Question, Report, ShownClaim, ShownRewrite, Spot, Subject } from './protocol.js';
import type { Choice, State } from './state.js';

/** The rules whose findings the model tells: of what strings fill, it has the container alone. */
const RULES: ReadonlySet<string> = new Set(Object.keys(ephemeron.configs.strict.rules ?? {}));

/** The rules that a choice runs, by their full names. */
const ENTRIES: Readonly<Record<Choice, Linter.RulesRecord>> = { recommended: entriesOf('recommended'), strict: entriesOf('strict'), all: { ...entriesOfAll(), ...entriesOf('strict') } };

function entriesOf(preset: keyof typeof ephemeron.configs): Linter.RulesRecord {
  return (ephemeron.configs[preset].rules ?? {}) as Linter.RulesRecord;
}

/** Every rule, as strict as it can be. */
function entriesOfAll(): Linter.RulesRecord {
  return Object.fromEntries(Object.keys(ephemeron.rules ?? {}).map((rule) => [`ephemeron/${rule}`, ['error', ...(takesOf(rule).has('certainty') ? [{ certainty: 'possible' }] : [])] as Linter.RuleEntry]));
}

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  self.postMessage(answer(data));
});

function answer(question: Question): Answer {
  try {
    return question.ask === 'analyse' ? { id: question.id, analysis: analyse(question.state) } : { id: question.id, texts: transpiled(question.texts) };
  } catch (error) {
    return { id: question.id, error: error instanceof Error ? error.message : String(error) };
  }
}

function transpiled(texts: Extract<Question, { ask: 'transpile' }>['texts']): Readonly<Record<string, string>> {
  const compilerOptions: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, jsx: ts.JsxEmit.React, jsxFactory: 'h' };
  return Object.fromEntries(
    Object.entries(texts).map(([key, { name, text }]) => {
      const { outputText, diagnostics = [] } = ts.transpileModule(text, { fileName: name, compilerOptions, reportDiagnostics: true });
      const [problem] = diagnostics;
      if (problem) throw new Error(`${name} does not parse: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`);
      return [key, outputText];
    }),
  );
}

function analyse(state: State): Analysis {
  const started = performance.now();
  const linter = new Linter();
  const path = `/playground/program.${state.language}`;
  const messages = linter.verify(state.code, configFor(state), path);
  const offsetAt = offsetsIn(state.code);
  const reports = messages.map((message) => reportOf(message, offsetAt));
  if (messages.some(({ fatal }) => fatal)) return { reports, subjects: [], fixed: { safe: state.code, all: state.code }, milliseconds: performance.now() - started };
  const source = { ...sourceOf(linter), bom: false };
  const options = { ...DEFAULTS, certainty: 'possible', grade: 'suggestion', ownership: true, ...(state.idNames && { idNames: [state.idNames] }) } as const;
  const subjects = accountForAll({ path, source, options, rules: RULES }).map((accounted) => subjectOf(accounted, source));
  const parse = (name: string, text: string): CodemodSource => parsed(name, text, state);
  const certainty = state.certainty ?? (state.preset === 'recommended' ? 'likely' : 'possible');
  const outputAt = (grade: 'safe' | 'suggestion'): string => {
    const plan = planFile({ path, text: state.code }, { ...options, ownership: false, certainty, grade }, { parse });
    return plan.outcome === 'planned' ? plan.output : state.code;
  };
  return { reports, subjects: subjects.filter(isWorthShowing), fixed: { safe: outputAt('safe'), all: outputAt('suggestion') }, milliseconds: performance.now() - started };
}

/** Mistakes, and containers that live longer than a call or are reported. */
function isWorthShowing({ isContainer, home, headline }: Subject): boolean {
  return !isContainer || headline !== undefined || home?.kind !== 'local';
}

function configFor({ language, preset, certainty, ignorePattern, idNames }: State): Linter.Config {
  const entries = Object.entries(ENTRIES[preset]).map(([name, entry]) => {
    const [severity, options] = Array.isArray(entry) ? (entry as [Linter.Severity, Record<string, unknown>?]) : [entry];
    const takes = takesOf(name.replace('ephemeron/', ''));
    const all = { ...options, ...(certainty && takes.has('certainty') && { certainty }), ...(ignorePattern && takes.has('ignorePattern') && { ignorePattern }), ...(idNames && takes.has('idNames') && { idNames: [idNames] }) };
    return [name, Object.keys(all).length > 0 ? [severity, all] : severity];
  });
  return {
    files: ['**'],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: language.endsWith('x') || language === 'js' } }, sourceType: 'module' },
    plugins: { ephemeron },
    rules: Object.fromEntries(entries) as Linter.RulesRecord,
  };
}

/** The names of a rule's options. */
function takesOf(rule: string): ReadonlySet<string> {
  const [schema] = [ephemeron.rules?.[rule]?.meta?.schema ?? []].flat() as { properties?: object }[];
  return new Set(Object.keys(schema?.properties ?? {}));
}

function sourceOf(linter: Linter): Omit<CodemodSource, 'bom'> {
  return linter.getSourceCode() as unknown as CodemodSource;
}

/** Reads a text that a rewrite has made. */
function parsed(path: string, text: string, state: State): CodemodSource {
  const linter = new Linter();
  const [problem] = linter.verify(text, { ...configFor(state), rules: {} }, path).filter(({ fatal }) => fatal);
  if (problem) throw new Error(`line ${String(problem.line)}: ${problem.message}`);
  return { ...sourceOf(linter), bom: false };
}

function offsetsIn(text: string): (line: number, column: number) => number {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|[\n\r\u2028\u2029]/g), ({ index, 0: end }) => index + end.length)];
  return (line, column) => Math.min((starts[line - 1] ?? text.length) + column - 1, text.length);
}

function reportOf({ ruleId, line, column, endLine, endColumn, message, fix, suggestions = [] }: Linter.LintMessage, offsetAt: (line: number, column: number) => number): Report {
  const from = offsetAt(line, column);
  const change = ({ range: [start, end], text }: { range: readonly [number, number]; text: string }) => ({ from: start, to: end, text });
  const mends: Mend[] = [
    ...(fix ? [{ title: 'Apply the safe fix', isSafe: true, changes: [change(fix)] }] : []),
    ...suggestions.map((suggestion) => ({ title: suggestion.desc, isSafe: false, changes: [change(suggestion.fix)] })),
  ];
  return { rule: ruleId?.replace('ephemeron/', ''), from, to: endLine === undefined ? from + 1 : offsetAt(endLine, endColumn ?? 1), line, column, message, mends };
}

function subjectOf({ subject, account }: Accounted, source: CodemodSource): Subject {
  const spot = spotsIn(source);
  const { name, creation, kind, home, verdict, finding } = subject;
  const container = kind ? (subject as unknown as Container) : undefined;
  return {
    ...spot(creation),
    name,
    isContainer: kind !== undefined,
    ...(kind && { type: kind }),
    ...(home && { home: { kind: home.kind, label: home.label } }),
    ...(container && { keys: keysOf(container) }),
    ...(verdict && { verdict }),
    ...(finding?.certainty && { certainty: finding.certainty }),
    ...(finding && { headline: finding.what }),
    uses: container ? usesOf(container, spot) : [],
    rewrite: rewriteOf(subject.rewrite as Container['rewrite'], account, source),
  };
}

function keysOf(container: Container): Pick<ReturnType<Container['keys']>, 'noun' | 'because' | 'certainty' | 'sort'> {
  const { noun, because, certainty, sort } = container.keys();
  return { noun, because, certainty, sort };
}

function spotsIn({ text }: CodemodSource): (node: { readonly range: readonly [number, number] }) => Spot {
  const placeOf = placesIn(text);
  return ({ range: [from, to] }) => ({ line: placeOf(from).line, from, to, text: text.slice(from, to).replaceAll(/\s+/g, ' ').slice(0, 60) });
}

const REMOVING: ReadonlySet<Use['kind']> = new Set(['delete', 'clear', 'replace']);

function usesOf({ uses, releases }: Container, spot: (node: Use['node']) => Spot): readonly DrawnUse[] {
  const byUse = new Map<Use, Release>(releases().map((release) => [release.use, release]));
  return uses.map((use) => {
    const release = byUse.get(use);
    const kind = release || REMOVING.has(use.kind) ? 'remove' : use.kind === 'set' ? 'put' : use.kind === 'get' || use.kind === 'has' || use.kind === 'test' ? 'read' : 'other';
    return { ...spot(use.node), kind, how: use.kind === 'set' ? use.how : use.kind, ...(release && { worth: release.worth, ...(release.because !== undefined && { because: release.because }) }) };
  });
}

function rewriteOf(rewrite: Container['rewrite'], { fate }: AccountedContainer<number>, source: CodemodSource): ShownRewrite {
  const spot = spotsIn(source);
  const missing = ({ claim, gap }: Unproven): ShownClaim => ({ name: claim, says: CLAIMS[claim].says, isProven: false, grounds: [{ ...spot(gap.node), says: gap.says }] });
  switch (rewrite.outcome) {
    case 'none':
      return { grade: 'none', title: '', claims: [] };
    case 'refusal':
      return { grade: 'refused', title: 'Not rewritten', code: rewrite.code, reason: rewrite.reason, claims: rewrite.unproven ? [missing(rewrite.unproven)] : [{ name: rewrite.code, says: rewrite.reason, isProven: false, grounds: [{ ...spot(rewrite.node), says: 'seen here' }] }] };
    case 'edits': {
      const output = applyEdits(source.text, rewrite.edits);
      if (rewrite.grade !== 'safe') return { grade: rewrite.grade, title: rewrite.title, assumption: rewrite.assumption, output, claims: rewrite.unproven ? [missing(rewrite.unproven)] : [] };
      const claims = rewrite.proof.claims.map(({ claim, grounds }) => ({
        name: claim,
        says: CLAIMS[claim].says,
        isProven: true,
        grounds: grounds.map(({ says, node, axiom }) => ({ ...spot(node), says, ...(axiom && { axiom: AXIOMS[axiom].title }) })),
      }));
      return { grade: 'safe', title: rewrite.title, output, claims: fate.state === 'rewritten' ? claims : [] };
    }
    default:
      return rewrite satisfies never;
  }
}
