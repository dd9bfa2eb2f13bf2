import { ConfigCommentParser } from '@eslint/plugin-kit';
import { commentsOf, type ParsedSource } from '../analysis/source/source.js';
import { comparePlaces, type Place } from './places.js';

/** Answers which rules the comments of one file turn off where. */
export interface Suppressions {
  /**
   * Would ESLint drop a report of this rule?
   *
   * @param rule the rule's full name, `plugin/rule`
   * @param place where the report starts
   */
  covers(rule: string, place: Place): boolean;
}

/** A comment that turns rules off or on from its place on; without rules, all of them. */
interface Switch {
  readonly off: boolean;
  readonly at: Place;
  readonly rules: Rules;
}

/** A comment that turns rules off for one line. */
interface LineMute {
  readonly line: number;
  readonly rules: Rules;
}

type Rules = ReadonlySet<string> | 'all';

const NONE: Suppressions = { covers: () => false };
const comments = new ConfigCommentParser();

/**
 * Reads the `eslint-disable…`, `eslint-enable` and `eslint rule: off` comments of a file, as ESLint itself reads them.
 *
 * @param source the parsed file
 * @param placeOf the place of an offset into its text
 */
export function readSuppressions(source: ParsedSource, placeOf: (offset: number) => Place): Suppressions {
  if (!source.text.includes('eslint')) return NONE;

  const switches: Switch[] = [];
  const mutes: LineMute[] = [];
  const configured = new Map<string, boolean>();

  for (const comment of commentsOf(source)) {
    const directive = comments.parseDirective(comment.value);
    if (!directive) continue;
    const start = placeOf(comment.range[0]);
    const end = placeOf(comment.range[1]);

    switch (directive.label) {
      case 'eslint-disable-next-line':
        mutes.push({ line: end.line + 1, rules: rulesIn(directive.value) });
        break;
      case 'eslint-disable-line':
        // ESLint complains of one that spans lines, and then does not follow it.
        if (start.line === end.line) mutes.push({ line: start.line, rules: rulesIn(directive.value) });
        break;
      case 'eslint-disable':
      case 'eslint-enable':
        if (isBlock(comment)) {
          switches.push({ off: directive.label === 'eslint-disable', at: start, rules: rulesIn(directive.value) });
        }
        break;
      case 'eslint':
        if (isBlock(comment)) configure(configured, directive.value);
        break;
    }
  }

  return {
    covers: (rule, place) =>
      configured.get(rule) === false ||
      mutes.some((mute) => mute.line === place.line && names(mute.rules, rule)) ||
      switches.findLast((one) => names(one.rules, rule) && comparePlaces(one.at, place) <= 0)?.off === true,
  };
}

function isBlock(comment: { readonly type: string }): boolean {
  return comment.type === 'Block';
}

function rulesIn(list: string): Rules {
  const rules = Object.keys(comments.parseListConfig(list));
  return rules.length > 0 ? new Set(rules) : 'all';
}

function names(rules: Rules, rule: string): boolean {
  return rules === 'all' || rules.has(rule);
}

/** Notes which rules a configuration comment turns on or off. The first valid word on a rule holds, as in ESLint. */
function configure(configured: Map<string, boolean>, text: string): void {
  const parsed = comments.parseJSONLikeConfig(text);
  if (!parsed.ok) return;
  for (const [rule, entry] of Object.entries(parsed.config)) {
    const isOn = severityIsOn([entry].flat()[0]);
    if (isOn !== undefined && !configured.has(rule)) configured.set(rule, isOn);
  }
}

function severityIsOn(severity: unknown): boolean | undefined {
  switch (severity) {
    case 0:
    case 'off':
      return false;
    case 1:
    case 2:
    case 'warn':
    case 'error':
      return true;
    default:
      return undefined;
  }
}
