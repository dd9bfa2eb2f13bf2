/**
 * A file as operations: in comes a parsed file with its scopes, out goes a list of what each piece of syntax does with values
 * (`operations.ts`), with registers for variables, expressions, parameters and results. This room alone knows syntax.
 */
export { lower } from './lower.js';
export { listing } from './text.js';
export type { Argument, ClassUnit, Field, FunctionUnit, LoweredFile, Operand, Operation, Register } from './operations.js';
