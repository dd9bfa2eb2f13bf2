import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type Expression, type Node, unwrap } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';

/** Modules that give a container of the language under its own name: `es6-map`, `../shim/Map`, `./polyfills.js`. */
const GIVES_CONTAINERS = /(?:^|[/-])(?:map|set)(?:\.[cm]?[jt]s)?$|fills?\b|shims?\b|core-js|es6-/i;

/** The constructor of the language that a variable stands in for: one that a polyfill or shim gives under the same name, as far as names can tell. */
export function standInFor({ name, defs: [definition] }: Scope.Variable): 'Map' | 'Set' | undefined {
  return (name === 'Map' || name === 'Set') && definition && GIVES_CONTAINERS.test(sourceOf(definition.node, name) ?? '') ? name : undefined;
}

/** Is a container made by a constructor that the file does not take from the language? */
export function isByStandIn(creation: Expression, index: SourceIndex): boolean {
  const variable = creation.type === 'NewExpression' && creation.callee.type === 'Identifier' ? index.variableOf(creation.callee) : undefined;
  return variable !== undefined && standInFor(variable) !== undefined;
}

function importedFrom(declaration: Node): string | undefined {
  return declaration.type === 'ImportDeclaration' ? declaration.source.value : undefined;
}

/** The module that a name is imported or required from, where it comes under that name or as the whole. */
function sourceOf(definition: Node, name: string): string | undefined {
  switch (definition.type) {
    case 'ImportSpecifier':
      return definition.imported.type === 'Identifier' && definition.imported.name === name ? importedFrom(definition.parent) : undefined;
    case 'ImportDefaultSpecifier':
      return importedFrom(definition.parent);
    case 'VariableDeclarator': {
      const init = definition.init && unwrap(definition.init);
      const [from] = init?.type === 'CallExpression' && init.callee.type === 'Identifier' && init.callee.name === 'require' ? init.arguments : [];
      return from?.type === 'Literal' && typeof from.value === 'string' ? from.value : undefined;
    }
    default:
      return undefined;
  }
}
