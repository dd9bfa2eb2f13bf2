import { isLeak } from '../../../heap/index.js';
import { ruleUrl } from '../../../rules/docs-url.js';
import { placeText } from '../../places.js';
import { adviceFor, bytesText, kindText, numberText, SAYS, signed } from '../heap-advice.js';
import type { HeapEntry, HeapReport } from '../heap-evidence.js';
import { TOOL } from '../tool.js';
import { stepIn } from './heap-json.js';
import { escape, page, prose } from './html.js';
import { portable } from './paths.js';

type PathOf = (path: string) => string;

/** As many bars as can be read. */
const MOST_BARS = 15;

/** Evidence from the heap as one page of HTML that needs nothing else, neither a network nor scripts. */
export function* heapHtmlLines({ cwd, snapshots, entries, leftOut, together, missing, problems }: HeapReport): Generator<string> {
  const pathOf = portable(cwd);
  const leaks = entries.filter(isLeak);
  const others = entries.filter((entry) => !isLeak(entry));
  yield page('ephemeron heap');
  yield STYLE;
  yield `<header><h1>ephemeron heap</h1><p>${TOOL.name} ${TOOL.version} · ${snapshots.map(({ path, objects, bytes }) => `${escape(pathOf(path))} (${numberText(objects)} objects, ${bytesText(bytes)})`).join(' → ')}</p>`;
  yield `<dl>${[['containers', numberText(entries.length)], ['leaks by what the heap says', numberText(leaks.length)], ['free if nobody’s keys were held', bytesText(together.bytes)], ['left out', numberText(leftOut)]].map(([term, value]) => `<div><dt>${term ?? ''}</dt><dd>${value ?? ''}</dd></div>`).join('')}</dl></header>`;
  yield '<main>';
  for (const { path, message } of problems) yield `<p class="proven">${escape(`${pathOf(path)}: ${message}`)}</p>`;
  yield* chart(entries);
  yield* section('Leaks', leaks, pathOf);
  yield* section('Other containers', others, pathOf);
  if (missing.length > 0) yield `<details><summary><h2>Scripts and maps that are not here <span>${missing.length}</span></h2></summary><ul>${missing.map((name) => `<li>${escape(name)}</li>`).join('')}</ul></details>`;
  yield '</main>';
}

/** What each keeps alone, in front of all that it keeps. */
function* chart(entries: readonly HeapEntry[]): Generator<string> {
  const drawn = entries.slice(0, MOST_BARS);
  const most = Math.max(1, ...drawn.map(({ container }) => container.retainedBytes));
  if (drawn.length === 0) return;
  const width = (bytes: number): string => `${((bytes / most) * 100).toFixed(2)}%`;
  yield '<section><h2>What they keep</h2><p class="facts">all that it keeps, and in front of it what only it keeps</p><div class="chart" role="img" aria-label="bytes kept by each container">';
  for (const { name, container, freed, growth } of drawn) {
    yield `<span>${escape(name)}</span><div class="bar"><i style="width:${width(container.retainedBytes)}"></i><b style="width:${width(Math.min(freed.bytes, container.retainedBytes))}"></b></div><small>${bytesText(freed.bytes)} of ${bytesText(container.retainedBytes)}${growth ? `, ${signed(growth.bytes, bytesText)}` : ''}</small>`;
  }
  yield '</div></section>';
}

function* section(title: string, entries: readonly HeapEntry[], pathOf: PathOf): Generator<string> {
  if (entries.length === 0) return;
  yield `<section><h2>${title} <span>${entries.length}</span></h2><ul>`;
  for (const entry of entries) yield item(entry, pathOf);
  yield '</ul></section>';
}

function item(entry: HeapEntry, pathOf: PathOf): string {
  const { name, place, container, freed, growth, steps, code, says } = entry;
  const finding = code?.account.finding;
  const facts = [
    `${kindText(container)}, ${numberText(container.entries)} entries`,
    `only it keeps ${numberText(freed.objects)} objects of ${bytesText(freed.bytes)}`,
    ...(growth ? [`${signed(growth.entries, numberText)} entries, ${numberText(growth.kept)} of ${numberText(growth.before)} old ones still there`] : []),
    ...(finding ? [`<a href="${escape(ruleUrl(finding.rule.slice('ephemeron/'.length)))}">${escape(finding.rule)}</a>${finding.certainty ? ` <b class="${finding.certainty}">${finding.certainty}</b>` : ''}`] : []),
  ];
  const path = steps.map((step, index) => `<span class="step">${prose(stepIn(step, pathOf))}</span>${index < steps.length - 1 ? '<span class="arrow">→</span>' : ''}`).join('');
  return [
    `<li><h3><code>${escape(name)}</code> <small>${place ? escape(placeText(pathOf(place.path), place)) : 'in no file of the paths'}</small></h3>`,
    `<p><b class="${isLeak(entry) ? 'proven' : 'possible'}">${says}</b>: it ${prose(SAYS[says])}. ${prose(adviceFor(entry))}.</p>`,
    `<p class="path">${path}</p>`,
    `<p class="facts">${facts.join(' · ')}</p>`,
    ...(freed.classes.length > 0 ? [`<ul class="facts">${freed.classes.map(({ name: one, objects, bytes }) => `<li>${numberText(objects)} ${escape(one)}, ${bytesText(bytes)}</li>`).join('')}</ul>`] : []),
    '</li>',
  ].join('');
}

const STYLE = `<style>
.chart { display: grid; grid-template-columns: max-content 1fr max-content; gap: .35rem .75rem; align-items: center; margin-top: .75rem; }
.chart span { font: .85em ui-monospace, monospace; max-width: 16rem; overflow: hidden; text-overflow: ellipsis; }
.chart small { color: var(--faint); }
.bar { position: relative; height: 1rem; background: var(--shade); border-radius: .25rem; overflow: hidden; }
.bar i, .bar b { position: absolute; inset: 0 auto 0 0; border-radius: .25rem; }
.bar i { background: var(--line); }
.bar b { background: var(--red); }
.path { display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; }
.step { padding: .1rem .5rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--shade); font-size: .9rem; }
.arrow { color: var(--faint); }
</style>`;
