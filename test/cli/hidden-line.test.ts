import { expect, test } from 'bun:test';
import { emptyLine, typeKeys } from '../../src/cli/hidden-line.ts';

const type = (...keys: string[]) => keys.reduce(typeKeys, emptyLine);

test('collects what is typed until Enter', () => {
  expect(type('geh', 'eim')).toEqual({ text: 'geheim', ended: 'no' });
  expect(type('geh', 'eim\r')).toEqual({ text: 'geheim', ended: 'entered' });
  expect(type('pasted in one go\nrest')).toEqual({ text: 'pasted in one go', ended: 'entered' });
});

test('Backspace takes back one character, Ctrl-U all of them', () => {
  expect(type('ab😀\u007f\u007fc\r').text).toBe('ac');
  expect(type('wrong\u0015right\r').text).toBe('right');
});

test('Ctrl-C and Ctrl-D give up and keep nothing', () => {
  for (const key of ['\u0003', '\u0004']) {
    expect(type('half', key)).toEqual({ text: '', ended: 'interrupted' });
  }
});
