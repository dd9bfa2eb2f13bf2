import type { TSESTree } from '@typescript-eslint/utils';
import type { Elsewhere } from './elsewhere.js';
import { type ImportedName, importsOf } from '../source/imports.js';
import { SourceIndex } from '../source/source-index.js';
import type { ImportedTypes } from '../source/member-types.js';

/** Finds the imported types of a file where the project declares them, each with what its own file imports. */
export function importedTypes(index: SourceIndex, elsewhere: Elsewhere): ImportedTypes {
  return (name) => {
    const imported = importedAs(name, index);
    const declared = imported && elsewhere.declarationOf(imported);
    if (!declared) return undefined;
    const other = SourceIndex.of(declared.file.source);
    return { variable: declared.variable, index: other, imported: importedTypes(other, elsewhere.from(declared.file)) };
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
