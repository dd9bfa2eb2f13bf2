/** How the reports on the corpus compare with what was found out by reading. */
import type { Evidence, Finding, Place, PresetName, Reading } from './findings.js';
import type { Judgement, Label } from './labels.js';

/** How often what. */
export interface Counts {
  /** Leaks that are reported. */
  readonly found: number;
  /** Leaks that are not. */
  readonly missed: number;
  /** True reports of what does no harm. */
  readonly harmless: number;
  /** Reports that are not true. */
  readonly falseAlarms: number;
  /** Reports that nobody has judged yet. */
  readonly unjudged: number;
}

/** What the labels say of the reports. */
type Judged = Omit<Counts, 'unjudged'>;

/** One way to read the corpus. */
export interface Score {
  readonly all: Counts;
  /** For each rule that has a label or a report. */
  readonly rules: Readonly<Record<string, Counts>>;
  /** Reports that nobody has judged yet. */
  readonly unjudged: readonly Finding[];
  /** The leaks that are not reported. */
  readonly missed: readonly Label[];
  /** The reports that are not true. */
  readonly falseAlarms: readonly Label[];
}

/** Compares the reports of one preset, with types or without, with the labels of the packages that were read. */
export function score(readings: readonly Reading[], everyLabel: readonly Label[], preset: PresetName, evidence: Evidence): Score {
  const labels = labelsOf(readings, everyLabel);
  const findings = readings.flatMap((reading) => reading[evidence]).filter(({ presets }) => presets.includes(preset));
  const reported = new Set(findings.map(keyOf));
  const judged = new Map(labels.map((label) => [keyOf(label), label]));
  const unjudged = findings.filter((finding) => !judged.has(keyOf(finding)));
  const rules = [...new Set([...labels, ...findings].map(({ rule }) => rule))].sort();
  const count = (rule?: string): Counts => {
    const mine = labels.filter((label) => rule === undefined || label.rule === rule);
    const of = (verdict: Judgement, isReported = true) =>
      mine.filter((label) => label.verdict === verdict && reported.has(keyOf(label)) === isReported).length;
    const waiting = unjudged.filter((finding) => rule === undefined || finding.rule === rule);
    return { found: of('leak'), missed: of('leak', false), harmless: of('harmless'), falseAlarms: of('false-alarm'), unjudged: new Set(waiting.map(keyOf)).size };
  };
  return {
    all: count(),
    rules: Object.fromEntries(rules.map((rule) => [rule, count(rule)])),
    unjudged,
    missed: labels.filter((label) => label.verdict === 'leak' && !reported.has(keyOf(label))),
    falseAlarms: labels.filter((label) => label.verdict === 'false-alarm' && reported.has(keyOf(label))),
  };
}

/** What the rules get wrong, with types and without. */
export interface Mistakes {
  /** The leaks that even the strict preset reports neither way. */
  readonly missed: readonly Label[];
  /** The false alarms that the strict preset gives one way or the other. */
  readonly falseAlarms: readonly Label[];
}

/** What the rules get wrong in the packages that were read. */
export function mistakesIn(readings: readonly Reading[], labels: readonly Label[]): Mistakes {
  const [untyped, typed] = [score(readings, labels, 'strict', 'untyped'), score(readings, labels, 'strict', 'typed')];
  return {
    missed: untyped.missed.filter((label) => typed.missed.includes(label)),
    falseAlarms: labels.filter((label) => untyped.falseAlarms.includes(label) || typed.falseAlarms.includes(label)),
  };
}

/** The mistakes that have no explanation yet, and the explanations of what is none any more. One sentence for each. */
export function unexplained({ missed, falseAlarms }: Mistakes, labels: readonly Label[]): readonly string[] {
  return labels.flatMap((label) => {
    const mistake = missed.includes(label) ? 'missed' : falseAlarms.includes(label) ? 'a false alarm' : undefined;
    if (mistake !== undefined && label.why === undefined) return [`labels.json: ${keyOf(label)} is ${mistake}; say in "why" what makes it so.`];
    return mistake === undefined && label.why !== undefined ? [`labels.json: ${keyOf(label)} is judged right now; take its "why" out.`] : [];
  });
}

/** The labels of the packages that were read. */
export function labelsOf(readings: readonly Pick<Reading, 'package'>[], labels: readonly Label[]): readonly Label[] {
  const read = new Set(readings.map((reading) => reading.package));
  return labels.filter((label) => read.has(label.package));
}

/** How often a search that knows no rules comes upon a leak, and how often it reports another place. */
export interface SearchScore {
  readonly found: number;
  readonly missed: number;
  /** Places without a leak that anybody knows of; harmless ones are among them. */
  readonly elsewhere: number;
}

/** Compares the places that a search reports with the leaks, whichever rule they belong to. */
export function scoreSearch(places: readonly Place[], labels: readonly Label[]): SearchScore {
  const leaks = new Set(labels.filter(({ verdict }) => verdict === 'leak').map(placeOf));
  const found = new Set(places.map(placeOf).filter((place) => leaks.has(place))).size;
  return { found, missed: leaks.size - found, elsewhere: places.filter((place) => !leaks.has(placeOf(place))).length };
}

/** Which share of the known leaks is found, in percent; `undefined` where none is known. */
export function recall({ found, missed }: Pick<Counts, 'found' | 'missed'>): number | undefined {
  return found + missed === 0 ? undefined : Math.round((100 * found) / (found + missed));
}

/** For each 100,000 lines. */
export function rate(count: number, lines: number): number {
  return lines === 0 ? 0 : Math.round((count / lines) * 1e7) / 100;
}

/**
 * What got worse: fewer leaks found, more missed, more false alarms.
 *
 * @returns one sentence for each figure; none where nothing did.
 */
export function worse(before: Readonly<Record<string, Judged>>, now: Readonly<Record<string, Judged>>): readonly string[] {
  return Object.entries(before).flatMap(([name, was]) => {
    const is = now[name] ?? { found: 0, missed: was.found + was.missed, falseAlarms: 0 };
    const changes = [
      is.found < was.found && `found ${is.found}, was ${was.found}`,
      is.missed > was.missed && `missed ${is.missed}, was ${was.missed}`,
      is.falseAlarms > was.falseAlarms && `false alarms ${is.falseAlarms}, was ${was.falseAlarms}`,
    ];
    return changes.flatMap((change) => (change === false ? [] : [`${name}: ${change}`]));
  });
}

function keyOf(of: Place & { readonly rule: string }): string {
  return `${placeOf(of)} ${of.rule}`;
}

function placeOf({ package: name, file, line }: Place): string {
  return `${name} ${file}:${line}`;
}
