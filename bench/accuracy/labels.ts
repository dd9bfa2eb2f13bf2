/** What was found out about places in the corpus, by reading the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { Place } from './findings.js';

/** What the reading of one place came to; `labels.schema.json` says what each means. */
export type Judgement = 'leak' | 'harmless' | 'false-alarm';

/** One place that was read. */
export interface Label extends Place {
  readonly rule: string;
  readonly verdict: Judgement;
  readonly reason: string;
  /** Of a leak that is missed: what keeps the rules from it. Of a false alarm: what makes them report it. */
  readonly why?: string;
  readonly fixed?: string;
}

/**
 * Takes labels from a JSON text.
 *
 * @throws where the text does not match `labels.schema.json`, is not sorted by place, or judges a place twice.
 */
export function parseLabels(text: string): readonly Label[] {
  const labels: unknown = JSON.parse(text);
  const ajv = new Ajv();
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'labels.schema.json'), 'utf8')) as object;
  if (!ajv.validate(schema, labels)) throw new Error(`labels.json: ${ajv.errorsText(ajv.errors, { dataVar: 'label' })}.`);
  const all = labels as readonly Label[];
  all.slice(1).forEach((label, index) => {
    const order = compareLabels(all[index] ?? label, label);
    const place = `${label.package} ${label.file}:${label.line} ${label.rule}`;
    if (order === 0) throw new Error(`labels.json: ${place} is judged twice; keep one of them.`);
    if (order > 0) throw new Error(`labels.json: ${place} is out of order; sort by package, file, line and rule.`);
  });
  return all;
}

/** The order of the labels: by package, file, line and rule. */
function compareLabels(a: Place & { rule: string }, b: Place & { rule: string }): number {
  return order(a.package, b.package) || order(a.file, b.file) || a.line - b.line || order(a.rule, b.rule);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
