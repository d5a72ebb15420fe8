import type { Api } from './api.ts';

/** How many entries a page has, unless said otherwise and at most: the same for every list. */
export const pageLimitsOf = ({ tags }: Api): { usual: number; most: number } => {
  const parameters = tags.flatMap((tag) => tag.operations).flatMap((operation) => operation.parameters);
  const schema = parameters.find(({ name }) => name === 'limit')?.schema;
  return { usual: Number(schema?.default), most: Number(schema?.maximum) };
};
