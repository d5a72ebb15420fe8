import { DomainError } from './errors.ts';

/** The moves of one noun: the compare-and-set, the diagram in ARCHITECTURE.md and the tests read this table. */
export interface Transitions<State extends string> {
  readonly noun: string;
  readonly states: readonly State[];
  /** For each state the states it may move to; an empty list is final. */
  readonly table: Readonly<Record<State, readonly State[]>>;
  mayMove(from: State, to: State): boolean;
  isFinal(state: State): boolean;
  /** @throws DomainError `invalid_transition` when the table has no such move. */
  assertMove(from: State, to: State): void;
}

export const defineTransitions = <State extends string>(
  noun: string,
  table: Readonly<Record<State, readonly NoInfer<State>[]>>,
): Transitions<State> => {
  const mayMove = (from: State, to: State) => table[from].includes(to);
  return {
    noun,
    states: Object.keys(table) as State[],
    table,
    mayMove,
    isFinal: (state) => table[state].length === 0,
    assertMove(from, to) {
      if (!mayMove(from, to)) {
        throw new DomainError('invalid_transition', `A ${noun} that is ${from} cannot become ${to}.`);
      }
    },
  };
};
