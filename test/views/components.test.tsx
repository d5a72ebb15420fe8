import { describe, expect, test } from 'bun:test';
import { toMarkup, type View } from '../../src/jsx/markup.ts';
import { Consequences, TypedConfirmation } from '../../views/components/consequences.tsx';
import { Progress } from '../../views/components/progress.tsx';
import { SecretOnce } from '../../views/components/secret-once.tsx';
import { Snippets } from '../../views/components/snippets.tsx';
import { changeText, Stat } from '../../views/components/stat.tsx';
import { Steps } from '../../views/components/steps.tsx';
import { Timeline } from '../../views/components/timeline.tsx';
import { attribute, elementsOf, tagged, textOf } from './document.ts';

const read = async (view: View) => elementsOf(`<!doctype html>${await toMarkup(view)}`);

describe('a word to type', () => {
  const refusal = {
    detail: 'confirmation: must be exactly: pay',
    errors: [{ path: 'confirmation', message: 'must be exactly: pay' }],
    status: 422,
  };

  test('is asked for in its own field, with the reason beside it', async () => {
    const all = await read(<TypedConfirmation word="pay" why="Payments cannot be called back." />);
    expect(tagged(all, 'input').map((input) => attribute(input, 'name'))).toEqual(['confirmation']);
    expect(tagged(all, 'label').map(textOf)).toEqual(['Type pay to confirm']);
    expect(tagged(all, 'p').map(textOf)).toEqual(['Payments cannot be called back.']);
  });

  test('that was wrong has to be typed again, and is said to be wrong', async () => {
    const all = await read(<TypedConfirmation word="pay" why="Because." refusal={refusal} />);
    const [input] = tagged(all, 'input');
    expect(input && attribute(input, 'value')).toBe('');
    expect(input && attribute(input, 'aria-invalid')).toBe('true');
  });
});

test('consequences are a sentence when there is one, and a list when there are several', async () => {
  const one = await read(<Consequences title="This pays" lines={['USD 410.00']} />);
  expect(tagged(one, 'li')).toEqual([]);
  const two = await read(<Consequences title="This pays" lines={['Ada', 'Bob']} />);
  expect(tagged(two, 'li').map(textOf)).toEqual(['Ada', 'Bob']);
});

test('a timeline says of each entry when, who and why', async () => {
  const entry = {
    at: '2026-05-15T12:00:00.000Z',
    what: 'Held',
    who: 'Ada',
    why: 'Looks odd',
    href: '/admin/x',
  };
  const all = await read(<Timeline entries={[entry, { at: entry.at, what: 'Made' }]} />);
  expect(tagged(all, 'li').map((item) => textOf(item).replaceAll(/\s+/g, ' ').trim())).toEqual([
    'Held2026-05-15 12:00 UTC · AdaLooks odd',
    'Made2026-05-15 12:00 UTC',
  ]);
});

test('the first step that is not done is the next one', async () => {
  const steps = [
    { title: 'A', done: true },
    { title: 'B', done: false },
    { title: 'C', done: false },
  ];
  const items = tagged(await read(<Steps steps={steps} />), 'li');
  expect(items.map((item) => attribute(item, 'data-state'))).toEqual(['done', 'next', 'later']);
});

describe('a figure compared with the period before', () => {
  test.each([
    [15, 10, '↑ 50 % more than in May'],
    [5, 10, '↓ 50 % less than in May'],
    [-5, -10, '↑ 50 % more than in May'],
    [10, 10, 'as in May'],
    [10, 0, 'none in May'],
    [100_001, 100_000, '↑ slightly more than in May'],
  ])('%p after %p is "%s"', (now, before, text) => {
    expect(changeText({ now, before, label: 'May' })).toBe(text);
  });

  test('that should be small is good news when it shrinks', async () => {
    const all = await read(<Stat label="Refunds" value="1" comparison={{ now: 1, before: 2 }} more="bad" />);
    expect(all.map((element) => attribute(element, 'data-tone')).filter(Boolean)).toEqual(['good']);
  });
});

test('of several languages one is shown, chosen without a script', async () => {
  const snippets = [
    { name: 'curl', code: 'curl x' },
    { name: 'Node', code: 'fetch(x)' },
  ];
  const all = await read(<Snippets id="first" label="First call" snippets={snippets} />);
  const radios = tagged(all, 'input');
  expect(radios.map((radio) => attribute(radio, 'checked') !== undefined)).toEqual([true, false]);
  expect(tagged(all, 'label').map((label) => attribute(label, 'for'))).toEqual(
    radios.map((radio) => attribute(radio, 'id')),
  );
});

test('a secret can be copied without being selected', async () => {
  const [button] = tagged(await read(<SecretOnce label="Key" secret="trb_1" />), 'button');
  expect(button && attribute(button, 'data-copy')).toBe('trb_1');
});

test('progress of what is not counted yet claims no total', async () => {
  const [bar] = tagged(await read(<Progress label="Rows" done={5} total={undefined} />), 'progress');
  expect(bar && attribute(bar, 'value')).toBeUndefined();
});
