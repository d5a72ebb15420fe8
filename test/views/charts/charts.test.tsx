import { describe, expect, test } from 'bun:test';
import { toMarkup, type View } from '../../../src/jsx/markup.ts';
import { amountText } from '../../../views/components/amount.tsx';
import { AreaChart } from '../../../views/components/charts/area-chart.tsx';
import { BarChart } from '../../../views/components/charts/bar-chart.tsx';
import { DotChart } from '../../../views/components/charts/dot-chart.tsx';
import { Sparkline } from '../../../views/components/charts/sparkline.tsx';
import { attribute, elementsOf, tagged, textOf } from '../document.ts';

const days = [
  { label: '2026-11-18', value: 12_000 },
  { label: '2026-11-19', value: -4_050 },
  { label: '2026-11-20', value: null },
];
const read = async (view: View) => elementsOf(`<!doctype html>${await toMarkup(view)}`);

describe.each([
  ['AreaChart', AreaChart],
  ['BarChart', BarChart],
  ['DotChart', DotChart],
])('%s', (_name, Kind) => {
  test('says each value on hover and in a table, exactly', async () => {
    const all = await read(
      <Kind title="Revenue" points={days} format={(value) => amountText(value, 'USD')} comparison={days} />,
    );
    expect(tagged(all, 'title').map(textOf)).toEqual([
      '2026-11-18: USD\u00a0120.00',
      '2026-11-19: −USD\u00a040.50',
    ]);
    const cells = tagged(all, 'td').map(textOf);
    expect(cells.filter((cell) => cell === 'USD\u00a0120.00')).toHaveLength(2);
    expect(cells).toContain('none');
  });

  test('has a name that says between which values it lies', async () => {
    const [drawing] = tagged(await read(<Kind title="Clicks" points={days} />), 'svg');
    expect(drawing && attribute(drawing, 'aria-label')).toBe('Clicks: 2 values, from -4,050 to 12,000');
  });

  test('says in words that there is nothing to draw', async () => {
    const all = await read(<Kind title="Clicks" points={[]} empty="No clicks yet." />);
    expect(tagged(all, 'svg')).toEqual([]);
    expect(tagged(all, 'p').map(textOf)).toEqual(['No clicks yet.']);
  });
});

test('a bar of what is below zero hangs from the line of zero', async () => {
  const bars = tagged(await read(<BarChart title="Money" points={days} />), 'rect').filter((rect) =>
    attribute(rect, 'class')?.startsWith('bar'),
  );
  const [above, below] = bars.map((bar) => ({
    y: Number(attribute(bar, 'y')),
    height: Number(attribute(bar, 'height')),
  }));
  expect((above?.y ?? 0) + (above?.height ?? 0)).toBeCloseTo(below?.y ?? 0, 5);
});

test('a sparkline beside its figure says nothing twice', async () => {
  const [drawing] = tagged(await read(<Sparkline values={[1, 2, 3]} />), 'svg');
  expect(drawing && attribute(drawing, 'aria-hidden')).toBe('true');
  expect(tagged(await read(<Sparkline values={[null]} />), 'svg')).toEqual([]);
});
