import { REFUSALS } from '../../../analysis/proof/refusals.js';
import { refusalUrl, ruleUrl } from '../../../rules/docs-url.js';
import { INNOCENCE } from '../../fate.js';
import { placeText } from '../../places.js';
import { type Entry, refusedByCode, summaryOf } from '../account.js';
import { clauseFor, type Problem } from '../problem.js';
import { unifiedDiff } from '../report.js';
import { TOOL } from '../tool.js';
import type { Change, Run } from './index.js';
import { portable } from './paths.js';

type PathOf = (path: string) => string;

/**
 * A run as one page of HTML that needs nothing else, neither a network nor scripts.
 *
 * @param unwritten what to say of rewrites that the disk does not hold
 */
export function* htmlLines({ command, cwd, account, problems, changes = [] }: Run, unwritten: string): Generator<string> {
  const pathOf = portable(cwd);
  const { files, containers, leaks, mistakes } = summaryOf(account);
  yield page(`ephemeron ${command}`);
  yield `<header><h1>ephemeron ${command}</h1>`;
  yield `<p>${TOOL.name} ${TOOL.version}</p>`;
  yield `<dl>${[['files read', files], ['containers seen', containers], ['leaks', leaks], ['mistakes with weak tools', mistakes]].map(([term, size]) => `<div><dt>${term}</dt><dd>${size}</dd></div>`).join('')}</dl></header>`;
  yield '<main>';
  yield* section('Problems', problems, (problem) => problemItem(problem, pathOf));
  yield* section('Rewritten', account.rewritten, (entry) => item(entry, pathOf));
  yield* section(capital(unwritten), account.unwritten, (entry) => item(entry, pathOf));
  yield* section('Declined', account.declined, (entry) => item(entry, pathOf));
  yield* section('Rest on an assumption (ephemeron fix --grade suggestion)', account.suggestions, (entry) => item(entry, pathOf));
  for (const [code, entries] of refusedByCode(account)) {
    yield* section(`Refused: ${REFUSALS[code]}`, entries, (entry) => item(entry, pathOf, ...reasonOf(entry, pathOf)), code);
  }
  yield* section('Left to other codemods', account.others, (entry) => item(entry, pathOf));
  yield* section('For you to mend: no codemod does', account.manual, (entry) => item(entry, pathOf));
  yield* section(`Suppressed: ${REFUSALS.suppressed}`, account.suppressed, (entry) => item(entry, pathOf));
  yield* folded('No leak', account.clean, (entry) => cleanItem(entry, pathOf));
  yield* folded('Changes', changes, (change) => changeItem(change, pathOf));
  yield '</main>';
}

function* section<T>(title: string, items: readonly T[], write: (item: T) => string, code?: keyof typeof REFUSALS): Generator<string> {
  if (items.length === 0) return;
  const link = code ? ` <a href="${escape(refusalUrl(code))}"><code>${code}</code></a>` : '';
  yield `<section><h2>${escape(title)}${link} <span>${items.length}</span></h2><ul>`;
  for (const one of items) yield write(one);
  yield '</ul></section>';
}

/** What is looked at only by who wants to. */
function* folded<T>(title: string, items: readonly T[], write: (item: T) => string): Generator<string> {
  if (items.length === 0) return;
  yield `<details><summary><h2>${escape(title)} <span>${items.length}</span></h2></summary><ul>`;
  for (const one of items) yield write(one);
  yield '</ul></details>';
}

function item(entry: Entry, pathOf: PathOf, ...remarks: readonly string[]): string {
  const { finding, container } = entry;
  const about = finding?.what ? [finding.what, finding.why, finding.advice] : [finding?.message];
  const facts = [
    ...(finding ? [`<a href="${escape(ruleUrl(finding.rule.slice('ephemeron/'.length)))}">${escape(finding.rule)}</a>`] : []),
    ...(finding?.certainty ? [`<b class="${finding.certainty}">${finding.certainty}</b>`] : []),
    ...(container ? [`${container.type}, ${prose(container.home.label)}`] : []),
  ];
  return [
    `<li>${headOf(entry, pathOf)}`,
    `<p>${about.flatMap((clause) => (clause ? [prose(sentence(clause))] : [])).join(' ')}</p>`,
    ...remarks.map((remark) => `<p class="fate">${prose(sentence(remark))}</p>`),
    `<p class="facts">${facts.join(' · ')}</p>`,
    ...(finding?.evidence.length ? [`<ul class="facts">${finding.evidence.map((fact) => `<li>${prose(fact)}</li>`).join('')}</ul>`] : []),
    '</li>',
  ].join('');
}

function headOf({ path, at, finding, name }: Entry, pathOf: PathOf): string {
  return `<h3>${code(name)} <small>${escape(placeText(pathOf(path), finding?.at ?? at))}</small></h3>`;
}

/** What ends the rewrite and where, as far as the title of the section does not say it. */
function reasonOf({ path, fate }: Entry<'refused'>, pathOf: PathOf): string[] {
  const place = fate.elsewhere ?? { path, ...fate.at };
  return [`${fate.reason === REFUSALS[fate.code] ? 'stopped' : fate.reason} at ${placeText(pathOf(place.path), place)}`];
}

function cleanItem(entry: Entry<'clean'>, pathOf: PathOf): string {
  return `<li>${headOf(entry, pathOf)}<p>${escape(sentence(INNOCENCE[entry.fate.because]))}</p></li>`;
}

function changeItem({ path, before, after, isWritten }: Change, pathOf: PathOf): string {
  const diff = unifiedDiff(pathOf(path), before, after).split('\n').map(diffLine).join('\n');
  return `<li><h3>${code(pathOf(path))}${isWritten ? '' : ' <small>not written</small>'}</h3><pre>${diff}</pre></li>`;
}

function diffLine(line: string): string {
  if (/^(?:---|\+\+\+) /.test(line)) return `<b>${escape(line)}</b>`;
  if (line.startsWith('+')) return `<ins>${escape(line)}</ins>`;
  if (line.startsWith('-')) return `<del>${escape(line)}</del>`;
  return escape(line);
}

function problemItem(problem: Problem, pathOf: PathOf): string {
  const { path, at } = problem;
  return `<li><h3>${code(at ? placeText(pathOf(path), at) : pathOf(path))}</h3><p>${escape(sentence(clauseFor(problem)))}</p></li>`;
}

function sentence(clause: string): string {
  return `${capital(clause)}${clause.endsWith('.') ? '' : '.'}`;
}

function capital(text: string): string {
  return text.replace(/^./, (first) => first.toUpperCase());
}

/** Text of a message, with what is between backquotes as code; the code may be a template string with its own. */
export function prose(text: string): string {
  return text.split(/(``.+?``|`[^`]+`)/).map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : escape(part))).join('');
}

function code(text: string): string {
  return `<code>${escape(text)}</code>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** The head of a page, with its style. */
export function page(title: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>
:root {
  color-scheme: light dark;
  --ink: #1b1f24; --faint: #59636e; --paper: #fff; --line: #d1d9e0; --shade: #f6f8fa;
  --link: #0550ae; --red: #b3261e; --amber: #8a5300; --green: #116329;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --faint: #9198a1; --paper: #0d1117; --line: #3d444d; --shade: #151b23;
    --link: #79c0ff; --red: #ff8a80; --amber: #e3b341; --green: #7ee787;
  }
}
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1, h2, h3, p, dl, dd, ul { margin: 0; padding: 0; }
h1 { font-size: 1.6rem; }
h2 { display: inline-block; font-size: 1.15rem; }
h2 span { color: var(--faint); font-weight: normal; }
h3 { font-size: 1rem; }
h3 small { margin-left: .5rem; font-weight: normal; color: var(--faint); }
a { color: var(--link); }
code, pre { font: .9em/1.45 ui-monospace, monospace; }
header p, .facts { color: var(--faint); font-size: .9rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin-top: 1rem; }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--shade); }
dt { color: var(--faint); font-size: .9rem; }
dd { font-size: 1.6rem; font-weight: 600; }
section, details { margin-top: 2rem; }
summary { cursor: pointer; }
main > * > ul > li { list-style: none; margin-top: .75rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; }
main > * > ul > li > * + * { margin-top: .35rem; }
ul.facts { padding-left: 1.2rem; }
.fate { font-weight: 600; }
.proven, del { color: var(--red); }
.likely { color: var(--amber); }
.possible { color: var(--faint); }
ins { color: var(--green); }
ins, del { text-decoration: none; }
pre { margin: 0; padding: .75rem; overflow-x: auto; overflow-wrap: normal; background: var(--shade); border-radius: .35rem; }
</style>`;
}
