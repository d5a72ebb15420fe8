import { describe, expect, test } from 'bun:test';
import { blockedUrl, cleanAttributes } from '../../src/jsx/attributes.ts';
import { toMarkup } from '../../src/jsx/markup.ts';

describe('attributes', () => {
  test('are escaped, ampersands too, so that a form gives back what was stored', async () => {
    expect(await toMarkup(<input value={'a&lt;b "c"'} />)).toBe('<input value="a&amp;lt;b &quot;c&quot;"/>');
  });

  test('are present or absent when boolean', async () => {
    expect(await toMarkup(<input required disabled={false} name={undefined} />)).toBe('<input required/>');
  });

  test('of ARIA write their booleans as words', async () => {
    expect(await toMarkup(<button type="button" aria-expanded={false} aria-busy={true} />)).toBe(
      '<button type="button" aria-expanded="false" aria-busy="true"></button>',
    );
  });

  test('join the classes that apply', async () => {
    expect(await toMarkup(<p class={['card', false, undefined, 'wide']} />)).toBe(
      '<p class="card wide"></p>',
    );
    expect(await toMarkup(<p class={[false, null]} />)).toBe('<p></p>');
  });

  test('take instants as dates and numbers as they are', async () => {
    expect(await toMarkup(<time datetime={new Date(0)} tabindex={-1} />)).toBe(
      '<time datetime="1970-01-01T00:00:00.000Z" tabindex="-1"></time>',
    );
  });

  test('of htmx keep their modifiers', async () => {
    const onInvalid = { 'hx-status:422': 'target:#errors' };
    expect(await toMarkup(<form hx-post="/partners" hx-target:inherited="#list" {...onInvalid} />)).toBe(
      '<form hx-post="/partners" hx-target:inherited="#list" hx-status:422="target:#errors"></form>',
    );
  });

  test('refuse values without a plain text', () => {
    for (const value of [{}, [], () => 'x', Symbol('x'), Promise.resolve('x')]) {
      expect(() => cleanAttributes({ title: value })).toThrow('title takes');
    }
  });

  test('refuse names that run code, bypass escaping or are no names', () => {
    const names = [
      'onclick',
      'ONCLICK',
      'onpointerrawupdate',
      'hx-on:click',
      'data-hx-on::load',
      'style',
      'srcdoc',
    ];
    const shortcuts = ['attrs', 'safe', 'of', 'className'];
    const broken = ['x y', 'x=y', 'x"', 'x>', 'x/', '', ' ', '\u0000', 'ärger', '__proto__', '@click', '"'];
    for (const name of [...names, ...shortcuts, ...broken]) {
      const spread = Object.fromEntries([[name, 'x']]);
      expect(() => cleanAttributes(spread)).toThrow('attribute');
    }
  });
});

describe('URLs', () => {
  const followed = [
    '/partners?a=b:c',
    '#main',
    '?page=2',
    'edit',
    'https://shop.example/a',
    'HTTP://x.example',
    'mailto:a@b.example',
    'tel:+491',
    '//cdn.example/x',
    'a/b:c',
    '',
  ];
  const blocked = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:x',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    'javascript\r\n:alert(1)',
    'data:text/html,<b>',
    'vbscript:x',
    'blob:https://x/1',
    'file:///etc/passwd',
    'view-source:x',
    'https://',
  ];
  const names = [
    'href',
    'HREF',
    'src',
    'action',
    'formaction',
    'data',
    'xlink:href',
    'hx-get',
    'hx-post',
    'hx-put',
    'hx-patch',
    'hx-delete',
    'hx-push-url',
    'data-hx-get',
    'hx-get:inherited',
  ];

  test('that lead to pages, mail or telephones stay as they are', () => {
    for (const url of followed) expect(cleanAttributes({ href: url })).toEqual({ href: url });
  });

  test('that would run code or open local content lead nowhere, in every attribute that is followed', () => {
    for (const name of names) {
      for (const url of blocked) expect(cleanAttributes({ [name]: url })).toEqual({ [name]: blockedUrl });
    }
  });

  test('are shown unchanged where nothing follows them', () => {
    expect(cleanAttributes({ value: 'javascript:alert(1)' })).toEqual({ value: 'javascript:alert(1)' });
  });

  test('and values that htmx would evaluate lead nowhere', () => {
    for (const name of ['hx-vals', 'hx-headers', 'hx-confirm', 'data-hx-vals']) {
      expect(cleanAttributes({ [name]: ' js:fetch("/")' })).toEqual({ [name]: blockedUrl });
    }
  });
});
