import type { Format } from '../../../views/webhooks/receiver-code.tsx';
import { notFound } from '../../core/errors.ts';
import type { PageRequest } from '../../http/pages/page-route.ts';

/** A receiver format with the code that receives it. */
export const readFormat = async ({ api }: Pick<PageRequest, 'api'>, name: string): Promise<Format> => {
  const { data } = await api.get<{ data: Format[] }>('/api/v1/webhooks/formats');
  const format = data.find((each) => each.name === name);
  if (!format) throw notFound('format');
  return format;
};
