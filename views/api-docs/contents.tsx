import { anchorOf } from './anchors.ts';
import type { Api, Tag } from './api.ts';
import { eventGroupsOf } from './event-groups.ts';
import { guides } from './guides.tsx';
import { Method } from './operation.tsx';

/** Where everything is: beside the page where there is room, else above it, opened when asked. */
export const Contents = ({ api }: { api: Api }) => (
  <>
    <nav class="contents" data-place="beside" aria-label="Contents">
      <Everything api={api} />
    </nav>
    <nav class="contents" data-place="above" aria-label="Contents">
      <details>
        <summary>Contents</summary>
        <Everything api={api} />
      </details>
    </nav>
  </>
);

const Everything = ({ api }: { api: Api }) => (
  <>
    <h2>Guide</h2>
    <ul>
      {guides.map(({ id, title }) => (
        <Entry id={id} text={title} />
      ))}
    </ul>
    {api.tags.map((tag) => (
      <Operations tag={tag} />
    ))}
    <h2>
      <a href="#events">Events</a>
    </h2>
    <ul>
      {eventGroupsOf(api.events).map(({ noun, title }) => (
        <Entry id={anchorOf.group(noun)} text={title} />
      ))}
    </ul>
    <h2>Reference</h2>
    <ul>
      <Entry id="objects" text="Objects" />
      <Entry id="closed-lists" text="Closed lists" />
    </ul>
  </>
);

const Operations = ({ tag: { name, operations } }: { tag: Tag }) => (
  <>
    <h2>
      <a href={`#${anchorOf.tag(name)}`}>{name}</a>
    </h2>
    <ul>
      {operations.map(({ id, method, summary }) => (
        <li>
          <a href={`#${id}`}>
            <span>{summary}</span> <Method name={method} />
          </a>
        </li>
      ))}
    </ul>
  </>
);

const Entry = ({ id, text }: { id: string; text: string }) => (
  <li>
    <a href={`#${id}`}>{text}</a>
  </li>
);
