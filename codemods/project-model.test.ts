import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { DEFAULTS } from './options.js';
import { planFile } from './plan.js';

const LISTED = `import { log } from './log.js';

class Session {
  user = '';
}

const sessions = new Map<Session, number>();

export function touch(session: Session): void {
  sessions.set(session, Date.now());
}

export function report(): void {
  for (const [session, at] of sessions) log(session.user, at);
}
`;

const WITH_PACKAGE = {
  'node_modules/weakref/package.json': '{ "name": "weakref", "main": "mod.js" }',
  'node_modules/weakref/mod.js': '',
};

const plan = (folder: string, text: string, options = {}) =>
  planFile({ path: join(folder, 'src/sessions.ts'), text }, { ...DEFAULTS, certainty: 'possible', grade: 'suggestion', ...options });

describe('a leak that must be listed', () => {
  it('is refused where the project has nothing that could list it', () => {
    expect(plan(temporaryFolder(), LISTED)).toMatchObject({ output: LISTED, containers: [{ fate: { state: 'refused', code: 'iterated' } }] });
  });

  it('becomes an iterable weak map of an installed package, imported beside the other imports', () => {
    expect(plan(temporaryFolder(WITH_PACKAGE), LISTED)).toMatchObject({
      containers: [{ name: 'sessions', fate: { state: 'rewritten', codemod: 'map-to-weakmap', grade: 'suggestion' } }],
      output: LISTED.replace("'./log.js';\n", "'./log.js';\nimport { IterableWeakMap } from 'weakref';\n").replace('new Map', 'new IterableWeakMap'),
    });
  });

  it('is only a suggestion, with its assumption', () => {
    expect(plan(temporaryFolder(WITH_PACKAGE), LISTED, { grade: 'safe' })).toMatchObject({
      output: LISTED,
      containers: [{ fate: { state: 'suggestion', assumption: 'its members are to be listed only for as long as someone else keeps them alive' } }],
    });
  });

  it('imports by `require` in a script, and keeps `clear` and `size`', () => {
    const script = `'use strict';
class Tab {}
const tabs = new Set();
module.exports.open = () => {
  const tab = new Tab();
  tabs.add(tab);
  return tab;
};
module.exports.count = () => tabs.size;
module.exports.has = (tab) => tabs.has(tab);
`;
    expect(plan(temporaryFolder(WITH_PACKAGE), script)).toMatchObject({
      output: script.replace("'use strict';\n", "'use strict';\nconst { IterableWeakSet } = require('weakref');\n").replace('new Set', 'new IterableWeakSet'),
    });
  });

  it('is refused all the same where a key may be a primitive', () => {
    const mixed = LISTED.replace('Map<Session, number>', 'Map<Session | string, number>');
    expect(plan(temporaryFolder(WITH_PACKAGE), mixed)).toMatchObject({ output: mixed, containers: [{ fate: { state: 'refused' } }] });
  });
});
