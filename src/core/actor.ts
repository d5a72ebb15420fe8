/** Who causes a change: recorded with every change and every audit entry. `id` is the public id of that one. */
export interface Actor {
  readonly kind: 'api_key' | 'admin' | 'partner' | 'public' | 'system';
  readonly id: string;
}

/** Of `admin:adm_...`, as it is stored where an actor is one column. */
export const readActor = (text: string): Actor => {
  const at = text.indexOf(':');
  return { kind: text.slice(0, at) as Actor['kind'], id: text.slice(at + 1) };
};
