import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { atLeast } from '../../analysis/keys.js';
import type { Container, Use } from '../../analysis/model.js';
import { AXIOMS, CLAIMS, type Unproven } from '../../analysis/proof/index.js';
import type { CodemodSource } from '../parse.js';
import { accountFor, type AccountedClaim, type AccountedGround, relocate } from '../fate.js';
import { DEFAULTS, OptionError } from '../options.js';
import { parseSource, SourceSyntaxError } from '../parse.js';
import { placesIn, placeText, type Place } from '../places.js';
import { modelFor } from '../project-model.js';
import { projectAround } from '../project/files.js';
import { EXIT } from './exit-codes.js';
import { isSupported } from './files.js';
import { readSource } from './read.js';
import type { Terminal } from './terminal.js';

/** What `ephemeron explain` can be told. */
export interface ExplainFlags {
  readonly format?: 'text' | 'json';
  readonly trust?: boolean;
}

/** All that is known of one container, as it is printed and as JSON. */
interface Explanation {
  readonly name: string;
  readonly kind: Container['kind'];
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly home: string;
  readonly verdict: Container['verdict'];
  /** What its keys are, and what shows that. */
  readonly keys: string;
  readonly uses: readonly ({ readonly kind: Use['kind']; readonly path: string; readonly text: string } & Place)[];
  readonly releases: readonly ({ readonly how: string; readonly worth: string; readonly because?: string | undefined; readonly path: string } & Place)[];
  readonly finding?: { readonly certainty: string; readonly message: string; readonly evidence: readonly string[] } | undefined;
  readonly rewrite: ExplainedRewrite;
}

interface ExplainedRewrite {
  /** `safe`, `suggestion`, `ownership`, `refused` or `none`. */
  readonly grade: string;
  readonly title?: string | undefined;
  readonly assumption?: string | undefined;
  /** The claims that are proven, where it is safe. */
  readonly proof?: readonly AccountedClaim[] | undefined;
  /** The claim that is not. */
  readonly missing?: { readonly claim: string; readonly says: string; readonly because: string; readonly path: string } & Place | undefined;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * `ephemeron explain FILE:LINE`: what is known of the containers that are made, or used, at a line, up to the proof of the
 * rewrite or the claim that fails.
 *
 * @param target the file and the line, with a colon between them
 * @returns the exit code: 0 where something was explained
 * @throws OptionError where the target cannot be
 */
export function explain(target: string, { format = 'text', trust = false }: ExplainFlags, cwd: string, terminal: Terminal): number {
  const [, path, lineText] = /^(.+?):(\d+)(?::\d+)?$/.exec(target) ?? [];
  if (path === undefined) throw new OptionError(`explain takes FILE:LINE, not ${JSON.stringify(target)}`);
  if (!isSupported(path)) throw new OptionError(`${path} must end like a JavaScript, TypeScript, Vue or Svelte file`);
  const line = Number(lineText);
  const read = readSource(resolve(cwd, path), path);
  if ('message' in read) return failing(terminal, read);
  let source: CodemodSource;
  try {
    source = parseSource(path, read.text, trust);
  } catch (error) {
    if (!(error instanceof SourceSyntaxError)) throw error;
    return failing(terminal, { path, at: error.at, message: error.message });
  }
  const real = realpathSync(resolve(cwd, path));
  const { containers } = modelFor(source, {}, real, () => projectAround(real, trust).elsewhereOf(real));
  const placeOf = placesIn(source.text);
  const isAt = (node: { readonly range: readonly [number, number] }): boolean => placeOf(node.range[0]).line <= line && line <= placeOf(node.range[1]).line;
  const made = containers.filter(({ creations }) => creations.some(isAt));
  const found = made.length > 0 ? made : containers.filter(({ uses }) => uses.some((use) => !use.file && isAt(use.node)));
  if (found.length === 0) {
    const lines = containers.map(({ creation }) => placeOf(creation.range[0]).line);
    return failing(terminal, { path, message: `no container is made or used at line ${line}${lines.length > 0 ? `; containers are made at ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}` : ''}` });
  }
  const explanations = found.map((container) => explanationOf(container, path, source, placeOf));
  if (format === 'json') terminal.print(JSON.stringify(explanations, undefined, 2));
  else for (const line of explanations.flatMap((explanation) => textOf(explanation, terminal))) terminal.print(line);
  return EXIT.clean;
}

function failing(terminal: Terminal, problem: Parameters<Terminal['complain']>[0]): number {
  terminal.complain(problem);
  return EXIT.trouble;
}

function explanationOf(container: Container, path: string, source: CodemodSource, placeOf: (offset: number) => Place): Explanation {
  const { name, kind, creation, home, verdict, keys, uses, releases, finding, rewrite } = container;
  const locate = ({ node, file }: Pick<Use, 'node' | 'file'>): { readonly path: string } & Place => (file ? { path: file.path, ...placesIn(file.source.text)(node.range[0]) } : { path, ...placeOf(node.range[0]) });
  const textAt = ({ node, file }: Pick<Use, 'node' | 'file'>): string => (file?.source ?? source).text.slice(...node.range).replace(/\s+/g, ' ').slice(0, 80);
  const missingIn = ({ claim, gap }: Unproven): ExplainedRewrite['missing'] => ({ claim, says: CLAIMS[claim].says, because: gap.says, ...locate(gap) });
  const account = relocate(accountFor(container, finding ? 'reported' : 'clean', { ...DEFAULTS, certainty: 'possible', grade: 'suggestion', ownership: true }), placeOf);
  const explained = (): ExplainedRewrite => {
    switch (rewrite.outcome) {
      case 'none':
        return { grade: 'none' };
      case 'refusal':
        return { grade: 'refused', code: rewrite.code, reason: rewrite.reason, ...(rewrite.unproven && { missing: missingIn(rewrite.unproven) }) };
      case 'edits':
        return { grade: rewrite.grade, title: rewrite.title, assumption: rewrite.assumption, ...(account.fate.state === 'rewritten' && { proof: account.fate.proof }), ...(rewrite.grade !== 'safe' && rewrite.unproven && { missing: missingIn(rewrite.unproven) }) };
      default:
        return rewrite satisfies never;
    }
  };
  return {
    name, kind, path, ...placeOf(creation.range[0]), home: home.label, verdict,
    keys: `${keys.sort}, ${keys.certainty}: ${keys.because}${keys.nullable && atLeast(keys.certainty, 'possible') ? ', or nothing' : ''}`,
    uses: uses.map((use) => ({ kind: use.kind, ...locate(use), text: textAt(use) })),
    releases: releases.map(({ use, how, worth, because }) => ({ how, worth, because, ...locate(use) })),
    finding: finding && { certainty: finding.certainty, message: account.finding?.message ?? '', evidence: finding.evidence },
    rewrite: explained(),
  };
}

function textOf({ name, path, line, column, home, verdict, keys, uses, releases, finding, rewrite, kind }: Explanation, { colors }: Terminal): string[] {
  const list = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [`  ${colors.bold(title)}`, ...lines.map((text) => `    ${text}`)]);
  return [
    `${colors.bold(name)} ${colors.dim(placeText(path, { line, column }))}`,
    `  ${kind} in ${home}; keys: ${keys}`,
    ...list('uses', uses.map((use) => `${use.kind.padEnd(8)} ${placeText(use.path, use)}  ${colors.dim(use.text)}`)),
    ...list('releases', releases.map((release) => `${release.how} (${release.worth}) ${placeText(release.path, release)}${release.because === undefined ? '' : `  ${release.because}`}`)),
    `  ${colors.bold('verdict')} ${verdict}${finding ? `, ${finding.certainty}` : ''}`,
    ...(finding ? [`    ${finding.message}`] : []),
    ...rewriteText(rewrite, path, colors),
    '',
  ];
}

function rewriteText({ grade, title, assumption, proof, missing, code, reason }: ExplainedRewrite, path: string, colors: Terminal['colors']): string[] {
  const missed = missing ? [`    ${colors.red('not proven')} ${missing.claim}: ${missing.says}`, `      ${missing.because}  ${colors.dim(placeText(missing.path, missing))}`] : [];
  switch (grade) {
    case 'none':
      return [`  ${colors.bold('rewrite')} none`];
    case 'refused':
      return [`  ${colors.bold('rewrite')} refused (${code ?? ''}): ${reason ?? ''}`, ...missed];
    default:
      return [
        `  ${colors.bold('rewrite')} ${grade}: ${title ?? ''}${assumption === undefined ? '' : `, only if ${assumption}`}`,
        ...(proof ?? []).flatMap(({ claim, says, grounds }) => [`    ${colors.green('proven')} ${claim}: ${says}`, ...grounds.map((ground) => `      ${groundText(ground, path, colors)}`)]),
        ...missed,
      ];
  }
}

function groundText({ says, at, elsewhere, axiom }: AccountedGround, path: string, colors: Terminal['colors']): string {
  const place = elsewhere ? placeText(elsewhere.path, elsewhere) : placeText(path, at);
  return `${says}  ${colors.dim(`${place}${axiom ? ` (axiom: ${AXIOMS[axiom].title})` : ''}`)}`;
}
