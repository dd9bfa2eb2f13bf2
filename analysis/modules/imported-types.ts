import type { TSESTree } from '@typescript-eslint/utils';
import type { Elsewhere } from './elsewhere.js';
import { type ImportedName, importsOf } from '../source/imports.js';
import { SourceIndex } from '../source/source-index.js';
import { readDeclared, type ReadImported } from '../source/type-syntax.js';

/** More files in a row are none that a reader could follow. */
const MOST_DEPTH = 8;

/** Reads the imported types of a file where the project declares them: in goes what the other files show, out comes what a name stands for. */
export function importedTypes(index: SourceIndex, elsewhere: Elsewhere): ReadImported {
  return (name, depth) => {
    const imported = depth > MOST_DEPTH ? undefined : importedAs(name, index);
    const declared = imported && elsewhere.declarationOf(imported);
    if (!declared) return undefined;
    const other = SourceIndex.of(declared.file.source);
    return readDeclared(declared.variable.name, other, importedTypes(other, elsewhere.from(declared.file)), depth + 1);
  };
}

/** `Page`, `pages.Page` */
function importedAs(name: TSESTree.EntityName, index: SourceIndex): ImportedName | undefined {
  const imports = index.table(importsOf);
  if (name.type === 'Identifier') return imports.get(name.name);
  if (name.type !== 'TSQualifiedName' || name.left.type !== 'Identifier') return undefined;
  const whole = imports.get(name.left.name);
  return whole?.name === '*' ? { specifier: whole.specifier, name: name.right.name } : undefined;
}
