/**
 * Where values go: in come the operations of a file, out goes which objects each register and field may hold (`points-to.ts`,
 * on an abstract heap, `heap.ts`, of registers, `registers.ts`; what the language's own functions do is in `built-ins.ts`),
 * the places and uses of the containers among them (`traces.ts`), what else may come there (`strangers.ts`), and who calls
 * which function (`calls.ts`). This room knows no syntax but what a use is told by.
 */
export { allCallsOf, callsOf, functionsRunBy, isReached } from './calls.js';
export { type AbstractObject, makeObject } from './objects.js';
export { type PointsTo, solve } from './points-to.js';
export { companiesIn, strangerBeside } from './strangers.js';
export { flowOf, type MadeElsewhere, type MadeKind, type Making, type Origin, type Trace, traceAll, type TracedContainer, traceFrom } from './traces.js';
