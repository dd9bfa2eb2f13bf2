import { refusalUrl, ruleUrl } from '../../../rules/docs-url.js';
import { INNOCENCE, type AccountedFinding, type AppliedRewrite, type Fate } from '../../fate.js';
import { type Entry, summaryOf } from '../account.js';
import { sortProblems } from '../problem.js';
import { unifiedDiff } from '../report.js';
import { TOOL } from '../tool.js';
import type { Run } from './index.js';
import { linesOf } from './lines.js';
import { portable } from './paths.js';

/** The version of the document: a number that grows when a reader of the old one would misread the new one. */
const VERSION = 1;

/** A run as a JSON document: `docs/report.md` describes it, and `docs/schema/report-v1.json` is its schema. */
export function jsonLines({ command, options, cwd, account, problems, changes }: Run): Iterable<string> {
  const pathOf = portable(cwd);
  const { failed, leftOut } = sortProblems(problems);
  const document = {
    version: VERSION,
    tool: TOOL,
    command,
    options,
    summary: summaryOf(account),
    files: account.files.map(pathOf),
    containers: account.entries.map((entry) => containerIn(entry, pathOf)),
    changes: changes?.map(({ before, after, isWritten, ...change }) => {
      const path = pathOf(change.path);
      return { path, written: isWritten, diff: unifiedDiff(path, before, after) };
    }),
    problems: failed.map(({ path, at, message }) => ({ path: pathOf(path), ...at, message })),
    unjudged: leftOut.map(({ path, message }) => ({ path: pathOf(path), because: message })),
  };
  return linesOf(document, 2);
}

type PathOf = (path: string) => string;

function containerIn(entry: Entry, pathOf: PathOf): object {
  const { kind, name, path, at, container, finding, heap } = entry;
  return { kind, name, path: pathOf(path), ...at, ...container, ...(heap && { heap }), ...(finding && { finding: findingIn(finding, path, pathOf) }), fate: fateIn(entry, pathOf) };
}

function findingIn({ at, to, labels, ...finding }: AccountedFinding, path: string, pathOf: PathOf): object {
  return {
    ...at,
    end: to,
    ...finding,
    labels: labels.map(({ says, at: from, to: end, elsewhere = { path, ...from, to: end } }) => ({ says, path: pathOf(elsewhere.path), line: elsewhere.line, column: elsewhere.column, end: elsewhere.to })),
    docs: ruleUrl(finding.rule.slice('ephemeron/'.length)),
  };
}

function proofIn({ proof }: AppliedRewrite, path: string, pathOf: PathOf): object {
  if (!proof) return {};
  return { proof: proof.map(({ claim, says, grounds }) => ({ claim, says, grounds: grounds.map(({ at, elsewhere = { path, ...at }, ...ground }) => ({ ...ground, at: { ...elsewhere, path: pathOf(elsewhere.path) } })) })) };
}

/** What became of an entry, as documents tell it: with everything that a code stands for. */
export function fateIn({ fate, path, isWritten }: Entry, pathOf: PathOf): Readonly<{ state: Fate['state'] } & Record<string, unknown>> {
  switch (fate.state) {
    case 'rewritten':
      return { ...fate, ...proofIn(fate, path, pathOf), written: isWritten };
    case 'declined':
      return { ...fate, ...proofIn(fate, path, pathOf) };
    case 'refused': {
      const { state, code, reason, at, claim, elsewhere = { path, ...at } } = fate;
      return { state, code, reason, ...(claim && { claim }), at: { ...elsewhere, path: pathOf(elsewhere.path) }, docs: refusalUrl(code) };
    }
    case 'clean':
      return { ...fate, reason: INNOCENCE[fate.because] };
    case 'suggestion':
    case 'other':
    case 'manual':
      return { ...fate };
    default:
      return fate satisfies never;
  }
}
