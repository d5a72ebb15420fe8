import type { App } from '../../../src/app.ts';
import type { PartnerId, ProgramId } from '../../../src/core/ids.ts';
import { type EventData, type EventType, eventDefinition } from '../../../src/events/catalogue.ts';
import { recordEvent } from '../../../src/events/record.ts';
import { testOrigin } from '../../support/app.ts';

export const testProgram: ProgramId = 'prg_00000000000000000000000000000test';

/** Commits an event that carries the example of its type. @returns its id */
export const publishExample = async <Type extends EventType>(
  { read, transact }: Pick<App, 'read' | 'transact'>,
  type: Type,
  programId: ProgramId = testProgram,
  partnerId: PartnerId | null = null,
): Promise<string> => {
  const data = eventDefinition(type).example as EventData<Type>;
  await transact(testOrigin, async (work) => {
    recordEvent(work, type, { programId, partnerId, entityId: entityOf(data), data });
  });
  const event = await read.selectFrom('events').select('id').orderBy('seq', 'desc').executeTakeFirstOrThrow();
  return event.id;
};

const entityOf = (data: unknown): string =>
  data !== null && typeof data === 'object' && 'id' in data ? String(data.id) : 'com_none';
