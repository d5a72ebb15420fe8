import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Candidate, type CandidatePage, mergePages } from '../../../src/webhooks/recovery/merge.ts';

type Failed = Candidate & { readonly seq: number };

/** Rows of one kind: some are candidates, others only lie between them. */
const rows = fc.array(
  fc.record({ gap: fc.integer({ min: 1, max: 9 }), wanted: fc.boolean(), sendable: fc.boolean() }),
  {
    maxLength: 60,
  },
);

const numbered = (gaps: readonly { gap: number; wanted: boolean; sendable: boolean }[]) => {
  let seq = 0;
  return gaps.map((row) => {
    seq += row.gap;
    return { ...row, seq };
  });
};

const page = <C extends Candidate>(
  all: readonly { readonly at: number; readonly candidate: C | undefined }[],
  cursor: number,
  size: number,
  until: number,
): CandidatePage<C> => {
  const looked = all.filter(({ at }) => at > cursor).slice(0, size);
  const done = looked.length < size;
  return {
    candidates: looked.flatMap(({ candidate }) => candidate ?? []),
    until: done ? until : (looked.at(-1)?.at ?? until),
    done,
  };
};

const world = fc.record({
  failed: rows,
  missed: rows,
  failedSize: fc.integer({ min: 1, max: 12 }),
  missedSize: fc.integer({ min: 1, max: 12 }),
  room: fc.integer({ min: 1, max: 9 }),
});

describe('walking two kinds of pages at once', () => {
  test('takes every candidate exactly once whatever the gaps and the sizes, in the order of the events', () => {
    fc.assert(
      fc.property(world, ({ failed, missed, failedSize, missedSize, room }) => {
        // Deliveries grow with their events, at another pace.
        const failedRows = numbered(failed).map(({ seq, wanted, sendable }) => ({
          at: seq * 3,
          candidate: wanted ? { seq: seq * 3, eventSeq: seq, sendable } : undefined,
        }));
        const missedRows = numbered(missed).map(({ seq, wanted, sendable }) => ({
          at: seq,
          candidate: wanted ? { eventSeq: seq, sendable } : undefined,
        }));
        const taken: (Failed | Candidate)[] = [];
        let cursors = { deliveryCursor: 0, eventCursor: 0 };
        for (let steps = 0; ; steps += 1) {
          expect(steps).toBeLessThan(1_000);
          const merged = mergePages<Failed, Candidate>(
            page(failedRows, cursors.deliveryCursor, failedSize, 10_000),
            page(missedRows, cursors.eventCursor, missedSize, 10_000),
            room,
          );
          expect(merged.taken.filter(({ sendable }) => sendable).length).toBeLessThanOrEqual(room);
          taken.push(...merged.taken);
          if (merged.done) break;
          expect([merged.deliveryCursor, merged.eventCursor]).not.toEqual([
            cursors.deliveryCursor,
            cursors.eventCursor,
          ]);
          cursors = merged;
        }
        const naive = [...failedRows, ...missedRows].flatMap(({ candidate }) => candidate ?? []);
        expect(new Set(taken)).toEqual(new Set(naive));
        expect(taken).toHaveLength(naive.length);
        const order = taken.map(({ eventSeq }) => eventSeq);
        expect(order).toEqual(order.toSorted((one, other) => one - other));
      }),
      { numRuns: 500 },
    );
  });

  test('loses none either where deliveries are not in the order of their events', () => {
    const failed: CandidatePage<Failed> = {
      candidates: [
        { seq: 1, eventSeq: 9, sendable: true },
        { seq: 2, eventSeq: 1, sendable: true },
      ],
      until: 2,
      done: true,
    };
    const missed: CandidatePage<Candidate> = {
      candidates: [{ eventSeq: 5, sendable: true }],
      until: 9,
      done: true,
    };
    const merged = mergePages(failed, missed, 10);
    expect(merged.taken.map(({ eventSeq }) => eventSeq)).toEqual([5, 9, 1]);
    expect(merged.done).toBe(true);
  });
});
