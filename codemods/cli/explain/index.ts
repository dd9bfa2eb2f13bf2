import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Container } from '../../../analysis/model.js';
import { stagesOf } from '../../../analysis/findings/stages.js';
import { OptionError } from '../../options.js';
import { type CodemodSource, parseSource, SourceSyntaxError } from '../../parse.js';
import { placesIn } from '../../places.js';
import { projectAround } from '../../project/files.js';
import { modelFor } from '../../project-model.js';
import { EXIT } from '../exit-codes.js';
import { isSupported } from '../files.js';
import { readSource } from '../read.js';
import type { Terminal } from '../terminal.js';
import { TOOL } from '../tool.js';
import { explanationOf } from './explanation.js';
import { type GraphLanguage, graphLines } from './graph.js';
import { textLines } from './text.js';

/** What `ephemeron explain` can be told. */
export interface ExplainFlags {
  readonly format?: 'text' | 'json';
  readonly graph?: GraphLanguage;
  readonly trust?: boolean;
}

/** The version of the JSON document; it grows when something changes its meaning or goes. */
const VERSION = 1;

/**
 * `ephemeron explain FILE:LINE`: what each stage of the analysis knows of the containers that are made, or used, at a line,
 * up to the proof of the rewrite or the claim that fails.
 *
 * @param target the file and the line, with a colon between them
 * @returns the exit code: 0 where something was explained
 * @throws OptionError where the target cannot be
 */
export function explain(target: string, { format = 'text', graph, trust = false }: ExplainFlags, cwd: string, terminal: Terminal): number {
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
  const explanations = found.map(withFilling).map((container) => explanationOf(container, stagesOf(container, source), path, source));
  if (graph) for (const told of graphLines(explanations, graph)) terminal.print(told);
  else if (format === 'json') terminal.print(JSON.stringify({ version: VERSION, tool: TOOL, containers: explanations }, undefined, 2));
  else for (const explanation of explanations) for (const told of textLines(explanation, terminal.colors)) terminal.print(told);
  return EXIT.clean;
}

/** A container with what is said of it as one that strings or numbers fill, where nothing else is found. */
function withFilling(container: Container): Container {
  const unbounded = container.unbounded();
  return unbounded?.finding ? { ...container, doubts: unbounded.doubts, finding: unbounded.finding } : container;
}

function failing(terminal: Terminal, problem: Parameters<Terminal['complain']>[0]): number {
  terminal.complain(problem);
  return EXIT.trouble;
}
