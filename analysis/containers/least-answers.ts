/**
 * Answers to a question that comes to itself again, each worked out once: the least ones, by which nothing is so because
 * of itself.
 *
 * Where a question comes to one that is being answered, that one counts as unanswered. What was found without an answer on such
 * an assumption is settled when the question that was assumed has ended without one, too, and forgotten when it has got one: as
 * in Tarjan's search for strongly connected components, whose numbers these are (Depth-first search and linear graph
 * algorithms, 1972).
 */
export class LeastAnswers<Question, Answer> {
  // eslint-disable-next-line ephemeron/no-instance-keyed-map -- The answers of one file, which are dropped with its questions.
  readonly #settled = new Map<Question, Answer | undefined>();
  /** The questions that are being answered, by how many are around them. */
  readonly #open = new Map<Question, number>();
  /** Those without an answer on the assumption that a question that is open has none: the outermost of these. */
  readonly #assumed = new Map<Question, number>();
  /** The same questions, in the order in which they were asked. */
  readonly #order: Question[] = [];
  /** The outermost question that was assumed to have no answer since the innermost that is open was asked. */
  #outermost = Infinity;

  /**
   * @param answer works the answer out, and may ask other questions for it
   * @returns `undefined` where there is no answer
   */
  ask(question: Question, answer: () => Answer | undefined): Answer | undefined {
    if (this.#settled.has(question)) return this.#settled.get(question);
    const assumption = this.#open.get(question) ?? this.#assumed.get(question);
    if (assumption !== undefined) {
      this.#outermost = Math.min(this.#outermost, assumption);
      return undefined;
    }
    const around = this.#outermost;
    const [depth, known] = [this.#open.size, this.#order.length];
    this.#outermost = Infinity;
    this.#open.set(question, depth);
    let found: Answer | undefined;
    try {
      found = answer();
    } finally {
      this.#open.delete(question);
    }
    const restsOnOuter = found === undefined && this.#outermost < depth;
    if (restsOnOuter) {
      this.#assumed.set(question, this.#outermost);
      this.#order.push(question);
    } else this.#settle(question, found, known);
    this.#outermost = Math.min(around, restsOnOuter ? this.#outermost : Infinity);
    return found;
  }

  /** What was assumed since a question was asked holds where it has no answer, too. */
  #settle(question: Question, answer: Answer | undefined, known: number): void {
    this.#settled.set(question, answer);
    for (const inner of this.#order.splice(known)) {
      if (answer === undefined) this.#settled.set(inner, undefined);
      this.#assumed.delete(inner);
    }
  }
}
