import { anchorOf } from './anchors.ts';
import type { Api } from './api.ts';
import { eventGroupsOf } from './event-groups.ts';
import { guides } from './guides.tsx';
import { Method } from './operation.tsx';

/** Where everything is. On narrow screens it opens when asked; on wide ones it stays beside the page. */
export const Contents = ({ api }: { api: Api }) => (
  <nav class="contents" aria-label="Contents">
    <details>
      <summary>Contents</summary>
      <h2>Guide</h2>
      <ul>
        {guides.map(({ id, title }) => (
          <Entry id={id} text={title} />
        ))}
      </ul>
      {api.tags.map(({ name, operations }) => (
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
    </details>
  </nav>
);

const Entry = ({ id, text }: { id: string; text: string }) => (
  <li>
    <a href={`#${id}`}>{text}</a>
  </li>
);
