/** Parameters of an address. */
export type Query = Readonly<Record<string, string>>;

/** An address with some of its parameters changed; empty and absent ones are left out. */
export const hrefWith = (
  path: string,
  query: Query,
  changes: Readonly<Record<string, string | undefined>>,
): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...changes })) {
    if (value !== undefined && value !== '') parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
};
