/** An id, short: its end is what tells it from others. The whole of it on hover. */
export const ShortId = ({ id }: { readonly id: string }) => (
  <code class="id" title={id}>
    {shortened(id)}
  </code>
);

const shortened = (id: string): string => {
  const [prefix = '', rest = ''] = id.split('_');
  return rest.length > 8 ? `${prefix}_…${rest.slice(-6)}` : id;
};
