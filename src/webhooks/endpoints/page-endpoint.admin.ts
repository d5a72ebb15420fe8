import type { z } from 'zod';
import type { Versioned } from '../../http/own-api.ts';
import type { PageRequest } from '../../http/pages/page-route.ts';
import type { EndpointView } from './endpoint.view.ts';

/** The endpoint of a page's address. @throws DomainError `not_found` */
export const readEndpoint = ({
  api,
  params,
}: Pick<PageRequest, 'api' | 'params'>): Promise<Versioned<z.output<typeof EndpointView>>> =>
  api.read('/api/v1/webhook-endpoints/:id', { params: { id: params.id ?? '' } });
