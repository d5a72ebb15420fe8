/** Where things are on the page. Operations and events go by their operation id. */
export const anchorOf = {
  tag: (name: string): string => `tag-${slug(name)}`,
  group: (noun: string): string => `events-${slug(noun)}`,
  schema: (name: string): string => (name === 'Currency' ? 'currencies' : `schema-${name}`),
  code: (name: string): string => `code-${name}`,
};

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
