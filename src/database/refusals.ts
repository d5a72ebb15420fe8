import { DomainError } from '../core/errors.ts';

/** Seconds after which a full queue has had time to empty, and after which an operator may have made room. */
const busyRetrySeconds = 1;
const storageRetrySeconds = 10;

export const queueIsFull = (): DomainError =>
  new DomainError('unavailable', 'Too many changes are waiting. Nothing was stored.', [], busyRetrySeconds);

export const writerIsClosing = (): DomainError =>
  new DomainError('unavailable', 'The server is stopping. Nothing was stored.', [], busyRetrySeconds);

export const storageFailed = (cause: unknown): DomainError =>
  causedBy(cause, new DomainError('unavailable', 'The change could not be stored.', [], storageRetrySeconds));

export const durabilityUnknown = (cause: unknown): DomainError =>
  causedBy(
    cause,
    new DomainError('unavailable', 'It is not known whether the change was stored.', [], storageRetrySeconds),
  );

/** No fault of the unit: the disk is full or fails, or another process holds the database. */
export const isStorageFailure = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|BUSY|READONLY)/.test(codeOf(error));

/** Errors after which nothing more must be written: the file is damaged, or a sync has failed inside SQLite. */
export const isFatal = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB|IOERR_FSYNC|IOERR_DIR_FSYNC)/.test(codeOf(error));

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const causedBy = (cause: unknown, error: DomainError): DomainError => Object.assign(error, { cause });
