import { type Expression, type Node, unwrap } from './ast.js';
import type { SourceIndex } from './source-index.js';

/** Modules that give a container of the language under its own name: `es6-map`, `../shim/Map`, `./polyfills.js`. */
const GIVES_CONTAINERS = /(?:^|[/-])(?:map|set)(?:\.[cm]?[jt]s)?$|fills?\b|shims?\b|core-js|es6-/i;

/**
 * The creations by a stand-in for `Map` or `Set`: one that a polyfill or shim gives under the same name.
 *
 * What such a constructor makes is the same container, as far as names can tell.
 */
export function creationsByStandIn(name: 'Map' | 'Set', index: SourceIndex): readonly Expression[] {
  const variable = index.variableNamed(name, index.source.ast);
  const definition = variable?.defs[0];
  if (!definition || !GIVES_CONTAINERS.test(sourceOf(definition.node, name) ?? '')) return [];
  return variable.references.flatMap(({ identifier }) => {
    const { parent } = identifier as Node;
    return parent?.type === 'NewExpression' && parent.callee === identifier ? [parent] : [];
  });
}

/** Is a container made by a constructor that the file does not take from the language? */
export function isByStandIn(creation: Expression, index: SourceIndex): boolean {
  return creation.type === 'NewExpression' && creation.callee.type === 'Identifier' && !index.isGlobal(creation.callee, creation.callee.name);
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
