import { expect, test } from 'bun:test';
import { createFlashes } from '../../../src/http/pages/flashes.ts';

test('says once, to the sign-in it is meant for, what was put there last', () => {
  const flashes = createFlashes();
  flashes.put('one', { text: 'first' });
  flashes.put('one', { text: 'second' });
  flashes.put('two', { text: 'other' });
  expect(flashes.take('three')).toBeUndefined();
  expect(flashes.take('one')).toEqual({ text: 'second' });
  expect(flashes.take('one')).toBeUndefined();
  expect(flashes.take('two')).toEqual({ text: 'other' });
});

test('keeps a thousand at most: the oldest give way, and nobody for saying more', () => {
  const flashes = createFlashes();
  for (let each = 0; each < 1_000; each += 1) flashes.put(`session ${each}`, { text: String(each) });
  flashes.put('session 0', { text: 'again' });
  expect(flashes.take('session 1')).toEqual({ text: '1' });
  flashes.put('session 1', { text: '1' });
  flashes.put('one more', { text: 'more' });
  expect(flashes.take('session 2')).toBeUndefined();
  expect(flashes.take('session 3')).toEqual({ text: '3' });
  expect(flashes.take('session 0')).toEqual({ text: 'again' });
});
