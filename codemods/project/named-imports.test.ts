import { describe, expect, it } from 'vitest';
import { namedImportsIn } from './named-imports.js';

const namesOf = (text: string): readonly string[] | undefined => namedImportsIn(text, ['./boxes']).get('./boxes');

describe('a text imports single names', () => {
  it.each([
    ['of values', "import { boxes, crates as kept } from './boxes';", ['boxes', 'crates', 'as', 'kept']],
    ['of types', "import type { Box } from './boxes';\nimport { type Crate } from './boxes';", ['Box', 'type', 'Crate']],
    ['and the default', "import main, { boxes } from './boxes';", ['default', 'boxes']],
    ['over several lines', "import {\n  boxes,\n  crates,\n} from './boxes';", ['boxes', 'crates']],
    ['to pass them on', "export { boxes } from './boxes';", ['boxes']],
    ['of a module called type', "import type from './boxes';", ['default']],
  ])('%s', (_, text, names) => {
    expect(namesOf(text)).toEqual(names);
  });
});

describe('a text may have all of a module', () => {
  it.each([
    ['a namespace', "import * as all from './boxes';"],
    ['a default and a namespace', "import main, * as all from './boxes';"],
    ['a module of the older kind', "const { boxes } = require('./boxes');"],
    ['a module that is loaded later', "import { boxes } from './boxes';\nconst all = await import('./boxes');"],
    ['everything passed on', "export * from './boxes';"],
    ['a module that is put in its place', "import { boxes } from './boxes';\nvi.mock('./boxes');"],
    ['names that are texts', "import { 'all boxes' as boxes } from './boxes';"],
    ['names in other scripts', "import { 箱 } from './boxes';"],
    ['a path in a table', 'import { boxes } from "./boxes";\nconst paths = [`./boxes`];'],
    ['nothing but its effects', "import './boxes';"],
    ['a namespace called import', "export * as import from './boxes';"],
    ['a comment with the word', "export * // re-export\n  from './boxes';"],
    ['a comment with a clause', "import main // import { boxes }\n  from './boxes';"],
    ['a comment with the beginning of a clause', "import {\n  boxes, // import { crates\n} from './boxes';"],
    ['two on one line', "import { boxes } from './boxes'; import { crates } from './boxes';"],
  ])('%s', (_, text) => {
    expect(namesOf(text)).toBeUndefined();
  });
});
