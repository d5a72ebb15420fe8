import type { TestApp } from './app.ts';

/** How many rows each table holds: equal before and after a request that must store nothing. */
export const countRows = async ({ app }: TestApp): Promise<Readonly<Record<string, number>>> => {
  const tables = await app.read.introspection.getTables();
  const counts = await Promise.all(
    tables.map(async ({ name }): Promise<[string, number]> => {
      const rows = await app.read
        .selectFrom(name as 'programs')
        .select((row) => row.fn.countAll<number>().as('count'))
        .execute();
      return [name, rows[0]?.count ?? 0];
    }),
  );
  return Object.fromEntries(counts);
};

/** Everything that each table holds, as a checksum: equal before and after what must leave no trace. */
export const contentOf = async ({ app }: TestApp): Promise<Readonly<Record<string, string>>> => {
  const tables = await app.read.introspection.getTables();
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await app.read
      .selectFrom(name as 'programs')
      .selectAll()
      .execute();
    const texts = rows.map((row) => JSON.stringify(row)).sort();
    sums[name] = `${rows.length} ${Bun.hash(texts.join('\n')).toString(36)}`;
  }
  return sums;
};
