/** The figures of one run, how they are compared with the committed ones, and how they are written out. */
import { EVIDENCE, type Evidence, PRESETS, type PresetName, type Reading } from './findings.js';
import type { Label } from './labels.js';
import { type Counts, rate, recall, score, type SearchScore, worse } from './score.js';

/** Fewer false alarms for each 100,000 lines than this. */
const BARS: Readonly<Record<PresetName, number>> = { recommended: 1, strict: 5 };

/** What `figures.json` holds of one set of packages. */
export interface Figures {
  readonly packages: number;
  readonly files: number;
  readonly lines: number;
  readonly unread: number;
  /** The rewrites that the strict preset offers without types. */
  readonly rewrites: Readonly<Record<'safe' | 'suggested', RewriteFigures>>;
  /** By preset, then with types and without; the rules by name, and `all`. */
  readonly rules: Readonly<Record<PresetName, Readonly<Record<Evidence, Readonly<Record<string, Counts>>>>>>;
  /** Of the search of the syntax; not where its tool is not installed. */
  readonly search?: SearchScore;
}

/** The figures of the packages that are worked with, and of those that are held out. */
export interface FiguresInParts {
  readonly open: Figures;
  readonly heldOut: Figures;
}

/** How many rewrites were applied, how many of those are in TypeScript, and what they broke. */
export interface RewriteFigures {
  readonly applied: number;
  readonly typeChecked: number;
  readonly broken: number;
}

/** Counts the reports on some packages; the labels of others are left out. */
export function figuresOf(readings: readonly Reading[], labels: readonly Label[], search?: SearchScore): Figures {
  const sum = (of: (reading: Reading) => number) => readings.reduce((total, reading) => total + of(reading), 0);
  const rules = (preset: PresetName, evidence: Evidence) => {
    const { all, rules } = score(readings, labels, preset, evidence);
    return { all, ...rules };
  };
  const both = (preset: PresetName) => ({ untyped: rules(preset, 'untyped'), typed: rules(preset, 'typed') });
  const rewrites = (grade: 'safe' | 'suggested') => ({
    applied: sum(({ rewrites }) => rewrites[grade].applied),
    typeChecked: sum(({ rewrites }) => rewrites[grade].typeChecked),
    broken: sum(({ rewrites }) => rewrites[grade].broken.length),
  });
  return {
    packages: readings.length,
    files: sum(({ files }) => files),
    lines: sum(({ lines }) => lines),
    unread: sum(({ unread }) => unread.length),
    rewrites: { safe: rewrites('safe'), suggested: rewrites('suggested') },
    rules: { recommended: both('recommended'), strict: both('strict') },
    ...(search && { search }),
  };
}

/** What is wrong with the figures: each that is worse than before, and each over its bar. One sentence for each. */
export function complaints(now: Figures, before: Figures | undefined): readonly string[] {
  const each = PRESETS.flatMap((preset) => EVIDENCE.map((evidence) => ({ preset, evidence })));
  const grown = before
    ? each.flatMap(({ preset, evidence }) =>
        worse(before.rules[preset][evidence], now.rules[preset][evidence]).map((text) => `${preset}, ${evidence}, ${text}.`),
      )
    : [];
  const over = each.flatMap(({ preset, evidence }) => {
    const alarms = rate(now.rules[preset][evidence].all?.falseAlarms ?? 0, now.lines);
    return alarms < BARS[preset] ? [] : [`${preset}, ${evidence}: ${alarms} false alarms for each 100,000 lines; the bar is under ${BARS[preset]}.`];
  });
  const unread = before && now.unread > before.unread ? [`${now.unread} files could not be read, it was ${before.unread}.`] : [];
  const broken = now.rewrites.safe.broken === 0 ? [] : [`${now.rewrites.safe.broken} errors after safe rewrites that were not there before.`];
  return [...grown, ...over, ...unread, ...broken];
}

/** The figures as tables for Markdown: of the part that is held out only the sums, which tell no place. */
export function tables({ open, heldOut }: FiguresInParts): string {
  const { rules, lines } = open;
  const byRule = PRESETS.flatMap((preset) => [
    '',
    `By rule, \`${preset}\`, without types and with; packages that are worked with:`,
    '',
    ...headed('rule'),
    ...Object.keys(rules[preset].untyped)
      .filter((rule) => rule !== 'all' && [rules[preset].untyped[rule], rules[preset].typed[rule]].some(hasAny))
      .map((rule) => `| \`${rule}\` | ${pairs(rules[preset].untyped[rule], rules[preset].typed[rule], lines)} |`),
  ]);
  const rewritten = Object.entries({ '': open, ', held out': heldOut }).flatMap(([part, { rewrites }]) =>
    (['safe', 'suggested'] as const).map((grade) => {
      const { applied, typeChecked, broken } = rewrites[grade];
      return `| ${grade}${part} | ${applied} | ${typeChecked} | ${broken} |`;
    }),
  );
  const held = ['', '| rewrites | applied | type-checked | errors that are new |', '| :-- | --: | --: | --: |', ...rewritten];
  return [...compared('Worked with', open), '', ...compared('Held out', heldOut), ...byRule, ...held].join('\n');
}

/** How the presets compare on one part, and what was read of it. */
function compared(part: string, { packages, files, lines, unread, rules, search }: Figures): readonly string[] {
  const counted = `${packages} packages, ${grouped(files)} files, ${grouped(lines)} lines (all lines are counted, also blank ones and comments); ${unread} files cannot be parsed.`;
  const rows = PRESETS.flatMap((preset) =>
    EVIDENCE.map((evidence) => `| \`${preset}\`, ${IN_WORDS[evidence]} | ${figuresIn(rules[preset][evidence].all, lines).join(' | ')} |`),
  );
  const searched = search && `| search of the syntax | ${share(search)} | ${search.found} | ${search.missed} | | | ${grouped(search.elsewhere)} | ${rate(search.elsewhere, lines).toFixed(2)} |`;
  return [`**${part}**: ${counted}`, '', ...headed(part.toLowerCase()), ...rows, ...(searched === undefined ? [] : [searched])];
}

function headed(first: string): readonly string[] {
  return [`| ${first} | recall | found | missed | harmless | false alarms | not judged | false alarms per 100,000 lines |`, '| :-- | --: | --: | --: | --: | --: | --: | --: |'];
}

const IN_WORDS: Readonly<Record<Evidence, string>> = { untyped: 'without types', typed: 'with types' };

const NONE: Counts = { found: 0, missed: 0, harmless: 0, falseAlarms: 0, unjudged: 0 };

function figuresIn(counts = NONE, lines: number): string[] {
  const { found, missed, harmless, falseAlarms, unjudged } = counts;
  return [share(counts), `${found}`, `${missed}`, `${harmless}`, `${falseAlarms}`, `${unjudged}`, rate(falseAlarms, lines).toFixed(2)];
}

function share(counts: Pick<Counts, 'found' | 'missed'>): string {
  const percent = recall(counts);
  return percent === undefined ? '' : `${percent} %`;
}

function hasAny(counts = NONE): boolean {
  return Object.values(counts).some((count: number) => count > 0);
}

/** Two rows in one: `3 · 4` where they differ. */
function pairs(untyped = NONE, typed = NONE, lines: number): string {
  const second = figuresIn(typed, lines);
  return figuresIn(untyped, lines)
    .map((cell, index) => (cell === second[index] ? cell : `${cell} · ${second[index] ?? ''}`))
    .join(' | ');
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
