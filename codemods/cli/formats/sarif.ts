import { createHash } from 'node:crypto';
import type { Fix, Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import ephemeron from '../../../rules/index.js';
import type { AccountedRewrite } from '../../fate.js';
import type { Place } from '../../places.js';
import { counts, type Entry, summaryOf } from '../account.js';
import { clauseFor, hasFailed, type Problem } from '../problem.js';
import { TOOL } from '../tool.js';
import type { Run } from './index.js';
import { fateIn } from './json.js';
import { levelOf } from './level.js';
import { linesOf } from './lines.js';
import { portable } from './paths.js';

type PathOf = (path: string) => string;

/**
 * A run as a SARIF 2.1.0 log, which code scanning takes: a result for each leak and mistake. What a comment in the file
 * covers is a suppressed result, and what is rewritten on the disk one that passes. What each became is in its
 * `properties`, and the account in numbers in those of the run.
 */
export function sarifLines(run: Run): Iterable<string> {
  const { cwd, account, problems } = run;
  const pathOf = portable(cwd);
  const rules = ruleDescriptors();
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const seen = new Map<string, number>();
  const results = [...account.entries.filter(counts), ...account.suppressed].map((entry): Result => {
    const result = resultOf(entry, pathOf);
    const ruleIndex = indices.get(result.ruleId ?? '');
    const fingerprint = fingerprintOf(entry, pathOf(entry.path), seen);
    return { ...result, ...(ruleIndex !== undefined && { ruleIndex }), partialFingerprints: { 'ephemeron/v1': fingerprint } };
  });
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: TOOL.name, version: TOOL.version, informationUri: TOOL.url, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: !hasFailed(problems), toolExecutionNotifications: problems.map((problem) => notificationOf(problem, pathOf)) }],
        results,
        properties: { command: run.command, options: run.options, summary: summaryOf(account) },
      },
    ],
  };
  return linesOf(log, 4);
}

function ruleDescriptors(): ReportingDescriptor[] {
  return Object.entries(ephemeron.rules ?? {}).map(([name, { meta }]) => {
    const { description = name, url = TOOL.url } = meta?.docs ?? {};
    return { id: `ephemeron/${name}`, shortDescription: { text: description }, helpUri: url };
  });
}

function resultOf(entry: Entry, pathOf: PathOf): Result {
  const { kind, name, path, at, finding, fate, isWritten, container, rewrite } = entry;
  const isDone = fate.state === 'rewritten' && isWritten;
  const isSuppressed = fate.state === 'refused' && fate.code === 'suppressed';
  const elsewhere = fate.state === 'refused' && !isSuppressed ? (fate.elsewhere ?? { path, ...fate.at }) : undefined;
  return {
    ruleId: finding?.rule ?? name,
    ...(isDone ? { kind: 'pass', level: 'none' } : { level: levelOf(entry) }),
    message: { text: finding?.message ?? name },
    locations: [locationOf(pathOf(path), finding?.at ?? at)],
    ...(elsewhere && fate.state === 'refused' && {
      relatedLocations: [{ message: { text: fate.reason }, ...locationOf(pathOf(elsewhere.path), elsewhere) }],
    }),
    // What has been written since has other places.
    ...(rewrite && !isWritten && { fixes: [fixOf(rewrite, pathOf(path))] }),
    ...(isSuppressed && { suppressions: [{ kind: 'inSource' }] }),
    properties: { kind, name, ...container, fate: fateIn(entry, pathOf) },
  };
}

/** How a viewer can rewrite a container by itself. */
function fixOf({ title, assumption, edits }: AccountedRewrite, path: string): Fix {
  return {
    description: { text: assumption === undefined ? title : `${title}; right only if ${assumption}` },
    artifactChanges: [
      {
        artifactLocation: artifactAt(path),
        replacements: edits.map(({ from, to, text }) => ({
          deletedRegion: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
          insertedContent: { text },
        })),
      },
    ],
  };
}

function notificationOf(problem: Problem, pathOf: PathOf): Notification {
  const { path, at, isLeftOut = false } = problem;
  return { level: isLeftOut ? 'note' : 'error', message: { text: clauseFor(problem) }, locations: [locationOf(pathOf(path), at)] };
}

function locationOf(path: string, at?: Place): Location {
  return {
    physicalLocation: {
      artifactLocation: artifactAt(path),
      ...(at && { region: { startLine: at.line, startColumn: at.column } }),
    },
  };
}

function artifactAt(path: string): { uri: string } {
  return { uri: path.split('/').map(encodeURIComponent).join('/') };
}

/** Stays the same when lines above come and go, so that a finding is known again; namesakes in one file are counted. */
function fingerprintOf({ finding, name }: Entry, path: string, seen: Map<string, number>): string {
  const identity = [finding?.rule, path, name].join('\0');
  const count = (seen.get(identity) ?? 0) + 1;
  seen.set(identity, count);
  return createHash('sha256').update(`${identity}\0${count}`).digest('hex').slice(0, 32);
}
