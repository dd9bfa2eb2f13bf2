import { Linter as Linter10, type Rule } from 'eslint';
import { Linter as Linter9 } from 'eslint9';
import { describe, expect, it } from 'vitest';
import { parseSource } from './parse.js';
import { placesIn } from './places.js';
import { readSuppressions } from './suppressions.js';

const RULE = 'ephemeron/probe';

/** Reports every `new Map`, as our rules do. */
const probe: Rule.RuleModule = {
  create: (context) => ({ NewExpression: (node) => context.report({ node, message: 'seen' }) }),
};

const CREATION = /new Map\(\)/g;

/** Programs of comments and creations; ESLint itself says which creations are suppressed. */
const PROGRAMS = [
  'new Map();',
  '// eslint-disable-next-line\nnew Map();\nnew Map();',
  '// eslint-disable-next-line ephemeron/probe\nnew Map();',
  '// eslint-disable-next-line ephemeron/probe -- kept on purpose\nnew Map();',
  '// eslint-disable-next-line ephemeron/probe - kept on purpose\nnew Map();',
  '// eslint-disable-next-line no-undef, ephemeron/probe\nnew Map();',
  '// eslint-disable-next-line "ephemeron/probe"\nnew Map();',
  '// eslint-disable-next-line no-undef ephemeron/probe\nnew Map();',
  '// eslint-disable-next-line no-undef\nnew Map();',
  '// eslint-disable-next-line probe\nnew Map();',
  '// eslint-disable-next-line unknown/rule\nnew Map();',
  '//eslint-disable-next-line\nnew Map();',
  '// eslint-disable-next-lines\nnew Map();',
  '// not eslint-disable-next-line\nnew Map();',
  '// eslint-disable-next-line\n\nnew Map();',
  '/* eslint-disable-next-line */ new Map();\nnew Map();',
  '/* eslint-disable-next-line\n ephemeron/probe */\nnew Map();\nnew Map();',
  '/* eslint-disable-next-line\n ephemeron/probe,\n no-undef -- why\n not */ new Map();\nnew Map();',
  '/**\n * eslint-disable-next-line ephemeron/probe\n */\nnew Map();',
  'new Map(); // eslint-disable-line\nnew Map();',
  'new Map(); // eslint-disable-line ephemeron/probe -- so\nnew Map();',
  '/* eslint-disable-line */ new Map();',
  'new Map(); /* eslint-disable-line\n ephemeron/probe */ new Map();',
  'const a = [\n  new Map(), // eslint-disable-line\n  new Map(),\n];',
  '/* eslint-disable */\nnew Map();',
  '/* eslint-disable\n*/ new Map();',
  'new Map(); /* eslint-disable */ new Map();',
  '/* eslint-disable ephemeron/probe */ new Map(); /* eslint-enable */ new Map();',
  '/* eslint-disable */ new Map(); /* eslint-enable ephemeron/probe */ new Map();',
  '/* eslint-disable */ new Map(); /* eslint-enable no-undef */ new Map();',
  '/* eslint-disable ephemeron/probe */ new Map(); /* eslint-enable no-undef */ new Map();',
  '/* eslint-disable no-undef */ new Map(); /* eslint-disable ephemeron/probe */ new Map();',
  '/* eslint-enable */ new Map(); /* eslint-disable */ new Map(); /* eslint-enable */ new Map(); /* eslint-disable */ new Map();',
  '/* eslint-disable ephemeron/probe, ephemeron/probe */ new Map(); /* eslint-enable ephemeron/probe */ new Map();',
  '/* eslint-disable */\n// eslint-disable-next-line\n/* eslint-enable */ new Map();\nnew Map();',
  '/* eslint-enable */ new Map(); // eslint-disable-line\n/* eslint-enable */ new Map();',
  '// eslint-disable\nnew Map();',
  '/* eslint ephemeron/probe: off */\nnew Map();',
  'new Map();\n/* eslint ephemeron/probe: "off" */',
  '/* eslint ephemeron/probe: 0 */ new Map();',
  '/* eslint ephemeron/probe: ["off"] */ new Map();',
  '/* eslint "ephemeron/probe": 0, no-undef: 2 */ new Map();',
  '/* eslint no-undef: 0, ephemeron/probe: [0] -- why */ new Map();',
  '/* eslint ephemeron/probe: warn */ new Map();',
  '/* eslint ephemeron/probe: 2 */ /* eslint ephemeron/probe: 0 */ new Map();',
  '/* eslint ephemeron/probe: 0 */ /* eslint ephemeron/probe: 2 */ new Map();',
  '/* eslint ephemeron/probe: 7 */ /* eslint ephemeron/probe: 0 */ new Map();',
  '/* eslint ephemeron/probe: OFF */ new Map();',
  '/* eslint ephemeron/probe: { */ new Map();',
  '/* eslint react/x: 2 */ new Map();',
  '// eslint ephemeron/probe: 0\nnew Map();',
  '#!/usr/bin/env node eslint-disable\nnew Map();',
  '// eslint-disable-next-line\r\nnew Map();\r\nnew Map();',
  '// eslint-disable-next-line\u2028new Map();',
  '\uFEFF/* eslint-disable */ new Map();',
];

describe.each([
  ['ESLint 10', Linter10],
  ['ESLint 9', Linter9 as unknown as typeof Linter10],
])('suppresses exactly what %s suppresses', (_, Linter) => {
  it.each(PROGRAMS)('%j', (program) => {
    expect(coveredByUs(program)).toEqual(silentIn(new Linter({ configType: 'flat' }), program));
  });
});

/** For each creation, in order: do we say that ESLint keeps quiet about it? */
function coveredByUs(program: string): boolean[] {
  const source = parseSource('program.js', program);
  const placeOf = placesIn(source.text);
  const suppressions = readSuppressions(source, placeOf);
  return creationsIn(program).map((offset) => suppressions.covers(RULE, placeOf(offset)));
}

/** For each creation, in order: does ESLint keep quiet about it? */
function silentIn(linter: Linter10, program: string): boolean[] {
  const messages = linter.verify(program, {
    plugins: { ephemeron: { rules: { probe } } },
    rules: { [RULE]: 'error' },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  });
  const placeOf = placesIn(program.replace('\uFEFF', ''));
  return creationsIn(program).map((offset) => {
    const { line, column } = placeOf(offset);
    return !messages.some((message) => message.message === 'seen' && message.line === line && message.column === column);
  });
}

function creationsIn(program: string): number[] {
  return Array.from(program.replace('\uFEFF', '').matchAll(CREATION), ({ index }) => index);
}
