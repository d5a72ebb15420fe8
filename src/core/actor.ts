/** Who causes a change: recorded with every change and every audit entry. `id` is the public id of that one. */
export interface Actor {
  readonly kind: 'api_key' | 'admin' | 'partner' | 'public' | 'system';
  readonly id: string;
}
