import type { z } from 'zod';
import type { Child } from '../../src/jsx/markup.ts';
import type { OnboardingView } from '../../src/onboarding/onboarding.view.ts';
import { ActionButton } from '../components/form.tsx';
import { Snippets } from '../components/snippets.tsx';
import { type Step, Steps } from '../components/steps.tsx';
import {
  clickCurl,
  keyVariable,
  linkCurl,
  partnerCurl,
  purchaseCurl,
  purchaseFetch,
  type SnippetFacts,
  siteSnippet,
} from './snippets.ts';

type Onboarding = z.output<typeof OnboardingView>;
type StepName = Onboarding['steps'][number]['name'];

interface ChecklistProps {
  readonly onboarding: Onboarding;
  readonly facts: SnippetFacts;
  readonly mayChange: boolean;
  readonly mayMakeKeys: boolean;
}

/** Steps whose command reads a key. */
const withKey: readonly StepName[] = ['partner', 'click', 'purchase'];

/** From so many on, what is done stands in one line: what is left is what counts. */
const manyDone = 3;

/** What is set up and what comes next, each with a command that works as it stands. */
export const Checklist = ({ onboarding, facts, mayChange, mayMakeKeys }: ChecklistProps) => {
  const { steps: all } = onboarding;
  const done = all.filter((step) => step.is_done);
  const isFolded = done.length >= manyDone;
  const shown = isFolded ? all.filter((step) => !step.is_done) : all;
  return (
    <section class="card onboarding" aria-labelledby="onboarding">
      <h2 id="onboarding">
        Set up: {done.length} of {all.length} done
      </h2>
      {isFolded && <DoneSteps names={done.map(({ name }) => name)} mayChange={mayChange} />}
      {shown.some(({ name, is_done }) => !is_done && withKey.includes(name)) && (
        <KeyHint mayMakeKeys={mayMakeKeys} />
      )}
      <Steps steps={shown.map((step) => stepOf(step.name, step.is_done, { facts, mayChange }))} />
      {mayChange && (
        <>
          {!isFolded && (
            <ActionButton action="/admin/sample-data" label="Look around in a sample shop" kind="quiet" />
          )}
          <ActionButton action="/admin/onboarding/dismissal" label="Do not show this any more" kind="quiet" />
        </>
      )}
    </section>
  );
};

const DoneSteps = ({
  names,
  mayChange,
}: {
  readonly names: readonly StepName[];
  readonly mayChange: boolean;
}) => (
  <p class="muted">
    Done:{' '}
    {names.map((name, at) => (
      <>
        {at > 0 && ', '}
        {isOpen(name, mayChange) ? (
          <a href={steps[name].href}>{steps[name].title.toLowerCase()}</a>
        ) : (
          steps[name].title.toLowerCase()
        )}
      </>
    ))}
    .
  </p>
);

const KeyHint = ({ mayMakeKeys }: Pick<ChecklistProps, 'mayMakeKeys'>) => (
  <p>
    Commands read an API key from <code>{keyVariable}</code>.{' '}
    {mayMakeKeys ? <a href="/admin/api-keys/new">Make one here</a> : 'An owner makes one'}: its secret is
    shown once and nowhere else.
  </p>
);

const stepOf = (
  name: StepName,
  isDone: boolean,
  { facts, mayChange }: Pick<ChecklistProps, 'facts' | 'mayChange'>,
): Step => {
  const { title, href, how } = steps[name];
  return {
    title,
    done: isDone,
    ...(isOpen(name, mayChange) && { href }),
    ...(!isDone && { children: how(facts) }),
  };
};

/** Who may only look is told what is missing, not sent to where they are refused. */
const isOpen = (name: StepName, mayChange: boolean): boolean =>
  mayChange || !steps[name].href.endsWith('/new');

interface StepText {
  readonly title: string;
  readonly href: string;
  how(facts: SnippetFacts): Child;
}

const steps: Readonly<Record<StepName, StepText>> = {
  program: { title: 'A program', href: '/admin/programs', how: () => null },
  partner: {
    title: 'Your first partner',
    href: '/admin/partners/new',
    how: (facts) => (
      <Snippets id="partner" label="Add a partner" snippets={[{ name: 'curl', code: partnerCurl(facts) }]} />
    ),
  },
  click: { title: 'A first click', href: '/admin/links', how: (facts) => <FirstClick facts={facts} /> },
  purchase: {
    title: 'A first purchase',
    href: '/admin/conversions',
    how: (facts) => (
      <>
        <p>Your backend tells of each sale; the answer says who earned what, and why.</p>
        <Snippets
          id="purchase"
          label="Record a purchase"
          snippets={[
            { name: 'curl', code: purchaseCurl(facts) },
            { name: 'Node.js', code: purchaseFetch(facts) },
          ]}
        />
      </>
    ),
  },
  webhook: {
    title: 'A webhook that arrived',
    href: '/admin/webhooks/new',
    how: () => (
      <p>
        Your systems hear of every step. No receiver yet? An <a href="/admin/inspectors">inspector</a> shows
        what arrives and whether the signature is right.
      </p>
    ),
  },
  alerts: {
    title: 'Somebody who hears alerts',
    href: '/admin/alerts',
    how: () => <p>Set a hook of your chat, or a mail server and who gets mail.</p>,
  },
};

const FirstClick = ({ facts }: { facts: SnippetFacts }) => (
  <>
    {facts.partner === undefined && <p>A link belongs to a partner: add one first.</p>}
    {facts.partner !== undefined && facts.slug === undefined && (
      <Snippets id="link" label="Make a link" snippets={[{ name: 'curl', code: linkCurl(facts) }]} />
    )}
    {facts.slug !== undefined && (
      <>
        <p>
          Open <a href={`${facts.baseUrl}/r/${facts.slug}`}>{`${facts.baseUrl}/r/${facts.slug}`}</a>, or:
        </p>
        <Snippets id="click" label="Follow the link" snippets={[{ name: 'curl', code: clickCurl(facts) }]} />
      </>
    )}
    <Snippets
      id="site"
      label="On every page of your site, so that the click is known when the visitor buys"
      snippets={[{ name: 'HTML', code: siteSnippet(facts) }]}
    />
  </>
);
