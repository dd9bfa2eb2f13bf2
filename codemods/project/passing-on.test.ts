import { describe, expect, it } from 'vitest';
import { mayPassOn } from './passing-on.js';

describe('a file that exports only what it declares passes nothing on', () => {
  it.each([
    ['nothing', "import { boxes } from './boxes';\nboxes.clear();"],
    ['declarations', "import { boxes } from './boxes';\nexport class Box {}\nexport const size = () => boxes.size;"],
    ['a class by its name', "const boxes = require('./boxes');\nclass Box {}\nmodule.exports = Box;\nmodule.exports.size = () => boxes.size;"],
    ['a list of functions', "import { boxes } from './boxes';\nfunction size() {}\nconst free = () => {};\nexport { size, free };"],
    ['an object of functions', "const boxes = require('./boxes');\nfunction size() {}\nmodule.exports = { size };"],
    ['values', "exports.limit = 5;\nexports.name = 'box';\nexports.make = makeBox();"],
  ])('%s', (_, text) => {
    expect(mayPassOn(text)).toBe(false);
  });
});

describe('a file may pass on what it imports', () => {
  it.each([
    ['everything', "export * from './boxes';"],
    ['a namespace', "export * as all from './boxes';"],
    ['a name', "export { boxes } from './boxes';"],
    ['an import in a list', "import { boxes } from './boxes';\nfunction size() {}\nexport { size, boxes };"],
    ['an import as its default', "import { boxes } from './boxes';\nexport default boxes;"],
    ['a required module', "module.exports = require('./boxes');"],
    ['a variable of a required module', "const boxes = require('./boxes');\nmodule.exports = boxes;"],
    ['a required name', "const { boxes } = require('./boxes');\nexports.boxes = boxes;"],
    ['a required name in an object', "const { boxes } = require('./boxes');\nmodule.exports = { boxes };"],
    ['an object with functions', "const { boxes } = require('./boxes');\nmodule.exports = { size() { return 1; }, boxes };"],
    ['a variable that holds an import', "import { boxes } from './boxes';\nconst all = boxes;\nexport { all };"],
    ['whatever a helper puts in', "Object.assign(exports, require('./boxes'));"],
    ['an alias of TypeScript', "import boxes = require('./boxes');\nexport = boxes;"],
  ])('%s', (_, text) => {
    expect(mayPassOn(text)).toBe(true);
  });
});
