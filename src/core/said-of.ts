/**
 * What of an object is not as it is when nothing is said: for JSON that is stored a million times. Reading spreads it
 * over the same `unsaid` again.
 */
export const saidOf = <T extends object>(value: T, unsaid: Partial<T>): Partial<T> => {
  const said: Partial<T> = {};
  for (const name in value) if (value[name] !== unsaid[name]) said[name] = value[name];
  return said;
};
