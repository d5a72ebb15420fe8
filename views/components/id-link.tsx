import { pageOfId } from './page-of-id.ts';
import { ShortId } from './short-id.tsx';

/** An id, short, that leads to the page of its thing where there is one. */
export const IdLink = ({ id }: { readonly id: string }) => {
  const href = pageOfId(id);
  if (href === undefined) return <ShortId id={id} />;
  return (
    <a href={href}>
      <ShortId id={id} />
    </a>
  );
};
