import { anchorOf } from './anchors.ts';
import type { Api, Tag } from './api.ts';
import { OperationSection } from './operation.tsx';
import { Inline } from './prose.tsx';

/** All operations on one thing. */
export const TagSection = ({ tag, api }: { tag: Tag; api: Api }) => (
  <section aria-labelledby={anchorOf.tag(tag.name)}>
    <h2 id={anchorOf.tag(tag.name)}>{tag.name}</h2>
    <p class="lead">
      <Inline text={tag.description} />
    </p>
    {tag.operations.map((operation) => (
      <OperationSection operation={operation} api={api} />
    ))}
  </section>
);
