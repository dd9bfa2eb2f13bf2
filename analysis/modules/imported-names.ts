import type { Elsewhere } from './elsewhere.js';
import { type Node, propertyName, unwrap } from '../source/ast.js';
import { type ImportedName, importOf } from '../source/imports.js';
import { SourceIndex } from '../source/source-index.js';
import type { ImportedNames } from '../source/member-types.js';

/** Finds the names that a file imports where the project declares them, each with what its own file imports. */
export function importedNames(index: SourceIndex, elsewhere: Elsewhere): ImportedNames {
  return (name) => {
    const imported = nameImported(name, index);
    const declared = imported && elsewhere.definitionOf(imported);
    if (!declared) return undefined;
    const other = SourceIndex.of(declared.file.source);
    return { variable: declared.variable, node: declared.node, index: other, imported: importedNames(other, elsewhere.from(declared.file)) };
  };
}

/** What a name is imported as, in an expression or a type. */
function nameImported(name: Node, index: SourceIndex): ImportedName | undefined {
  if (name.type === 'Identifier') {
    const variable = index.variableNamed(name.name, name);
    return variable && importOf(variable, index);
  }
  const whole = name.type === 'TSQualifiedName' ? name.left : name.type === 'MemberExpression' ? unwrap(name.object) : undefined;
  const member = name.type === 'TSQualifiedName' ? name.right.name : propertyName(name);
  const imported = whole?.type === 'Identifier' ? nameImported(whole, index) : undefined;
  return imported?.name === '*' && member !== undefined ? { ...imported, name: member } : undefined;
}
