import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { makingOf, type Node, propertyName, unwrap, valuesOf } from '../../source/ast.js';
import { annotationOf } from '../../source/expression-types.js';
import { GLOBAL_OBJECTS } from '../../source/places.js';
import type { SourceIndex } from '../../source/source-index.js';
import { bearersOf } from './bearers.js';

/** The built-in constructors that hold weakly. */
export type ToolName = 'WeakRef' | 'FinalizationRegistry' | 'WeakMap' | 'WeakSet';

const TOOL = /^(?:Safe)?(WeakRef|FinalizationRegistry|WeakMap|WeakSet)$/;
/** Objects that hand out the built-ins of the language under their own names. */
const SOURCES = [...GLOBAL_OBJECTS, 'primordials'];

/**
 * Tells whose constructor a name is: the built-in, also when it is destructured from the global object, picked by a
 * feature test, injected as a parameter or declared ambient; not a class of that name that the file defines or imports.
 */
export class Tools {
  readonly #known = new WeakMap<Scope.Variable, ToolName | undefined>();

  constructor(private readonly index: SourceIndex) {}

  /** All `new Tool(…)` expressions of the file, in source order. */
  creationsOf(tool: ToolName): readonly TSESTree.NewExpression[] {
    return this.index.rememberNamed(mayMake, tool).filter(({ callee }) => this.named(callee) === tool);
  }

  /** The weak tool that a constructor expression is, if it is one. */
  named(callee: Node): ToolName | undefined {
    const node = unwrap(callee);
    if (node.type === 'MemberExpression') {
      const object = unwrap(node.object);
      return SOURCES.some((name) => this.index.isGlobal(object, name)) ? toolName(propertyName(node)) : undefined;
    }
    if (node.type !== 'Identifier') return undefined;
    const variable = this.index.variableOf(node);
    return variable ? this.#ofVariable(variable) : toolName(node.name);
  }

  #ofVariable(variable: Scope.Variable): ToolName | undefined {
    if (this.#known.has(variable)) return this.#known.get(variable);
    this.#known.set(variable, undefined);
    const tool = this.#readVariable(variable);
    this.#known.set(variable, tool);
    return tool;
  }

  #readVariable(variable: Scope.Variable): ToolName | undefined {
    const own = toolName(variable.name);
    if (own && variable.defs.length > 0 && variable.defs.every((definition) => isAmbient(definition.node as Node))) return own;
    const [definition] = variable.defs;
    if (!definition) return own;
    if (definition.type === 'Parameter') return own ?? this.#annotated(variable);
    if (definition.type !== 'Variable') return undefined;
    const declarator = definition.node;
    if (declarator.id.type === 'ObjectPattern') return this.#destructured(declarator, variable);
    for (const reference of variable.references) {
      if (!reference.isWrite() || !reference.writeExpr) continue;
      for (const value of valuesOf(reference.writeExpr)) {
        const tool = this.named(value);
        if (tool) return tool;
      }
    }
    return undefined;
  }

  #annotated(variable: Scope.Variable): ToolName | undefined {
    const annotation = annotationOf(variable, this.index);
    return annotation?.type === 'TSTypeQuery' && annotation.exprName.type === 'Identifier' ? toolName(annotation.exprName.name) : undefined;
  }

  #destructured({ id, init }: TSESTree.VariableDeclarator, variable: Scope.Variable): ToolName | undefined {
    const source = init && unwrap(init);
    if (id.type !== 'ObjectPattern' || !source || !SOURCES.some((name) => this.index.isGlobal(source, name))) return undefined;
    const property = id.properties.find((part) => {
      if (part.type !== 'Property') return false;
      const target = part.value.type === 'AssignmentPattern' ? part.value.left : part.value;
      return target.type === 'Identifier' && target.name === variable.name;
    });
    return property ? toolName(propertyName(property)) : undefined;
  }
}

/** The constructions, in source order, of what has the name of a tool, or is given it. */
function mayMake(tool: string, index: SourceIndex): readonly TSESTree.NewExpression[] {
  if (!index.source.text.includes(tool)) return [];
  const made = bearersOf([tool, `Safe${tool}`], index).flatMap((bearer) => makingOf(bearer) ?? []);
  return made.sort((a, b) => a.range[0] - b.range[0]);
}

function toolName(name: string | undefined): ToolName | undefined {
  return TOOL.exec(name ?? '')?.[1] as ToolName | undefined;
}

/** Does a declaration only tell the compiler of something that exists elsewhere? */
function isAmbient(definition: Node): boolean {
  if (definition.type === 'TSInterfaceDeclaration') return true;
  if (definition.type === 'ClassDeclaration') return definition.declare;
  return definition.type === 'VariableDeclarator' && definition.parent.declare;
}
