import type { Child } from '../../src/jsx/markup.ts';

export interface Step {
  readonly title: string;
  readonly done: boolean;
  /** What it is for, or what is known of it. */
  readonly children?: Child;
  readonly href?: string;
}

/** What is done and what comes next; the first open step is the one to take. */
export const Steps = ({ steps }: { readonly steps: readonly Step[] }) => {
  const next = steps.findIndex(({ done }) => !done);
  return (
    <ol class="steps">
      {steps.map(({ title, done, children, href }, at) => (
        <li data-state={stateOf(done, at === next)} aria-current={at === next ? 'step' : undefined}>
          <h3>
            {href === undefined ? title : <a href={href}>{title}</a>}
            <span class="visually-hidden">{done ? ': done' : ': to do'}</span>
          </h3>
          {children && <div>{children}</div>}
        </li>
      ))}
    </ol>
  );
};

const stateOf = (done: boolean, isNext: boolean): 'done' | 'next' | 'later' => {
  if (done) return 'done';
  return isNext ? 'next' : 'later';
};
