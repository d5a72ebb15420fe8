import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  dayOf,
  isDay,
  startOfDay,
  startOfMonth,
  startOfWeek,
} from '../../src/core/calendar.ts';
import { dayMs, toIso } from '../../src/core/clock.ts';

describe('the first instant of a day', () => {
  test.each([
    ['2026-05-15', 'UTC', '2026-05-15T00:00:00.000Z'],
    ['2026-05-15', 'Asia/Kathmandu', '2026-05-14T18:15:00.000Z'],
    ['2026-05-15', 'Pacific/Kiritimati', '2026-05-14T10:00:00.000Z'],
    ['2026-05-15', 'Pacific/Pago_Pago', '2026-05-15T11:00:00.000Z'],
    // The night that clocks in Berlin go forward is 23 hours long, the one in autumn 25.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    // In Cairo the hour after midnight is skipped, in Havana it comes twice.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    // Samoa went without this day.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('%s in %s is %s', (day, timeZone, instant) => {
    expect(toIso(startOfDay(day, timeZone))).toBe(instant);
  });

  test('is on that day, and the millisecond before it is not', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Asia/Kolkata',
      'Africa/Cairo',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Santiago',
    );
    const instants = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2060, 0) });
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const day = dayOf(instant, zone);
        const start = startOfDay(day, zone);
        expect(dayOf(start, zone)).toBe(day);
        expect(dayOf(start - 1, zone)).toBe(addDays(day, -1));
        expect(start <= instant && instant - start < 1.1 * dayMs).toBe(true);
      }),
    );
  });
});

describe('the calendar', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-10-31', 14, '2027-12-31'],
    ['2026-03-31', -1, '2026-02-28'],
  ])('counts %s and %i months as %s', (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected);
  });

  test('knows leap days', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });

  test('begins weeks on Monday and months on the first', () => {
    expect(startOfWeek('2026-05-11')).toBe('2026-05-11');
    expect(startOfWeek('2026-05-17')).toBe('2026-05-11');
    expect(startOfWeek('2027-01-01')).toBe('2026-12-28');
    expect(startOfMonth('2028-02-29')).toBe('2028-02-01');
  });
});

test('a day is one that the calendar has', () => {
  for (const day of ['2026-05-29', '2028-02-29', '2026-12-31']) expect(isDay(day)).toBe(true);
  for (const text of [
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-5-9',
    '2026-05-29T00:00',
    '',
    '5',
  ]) {
    expect(isDay(text)).toBe(false);
  }
});
