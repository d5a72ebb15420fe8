import type { Child } from '../src/jsx/markup.ts';
import { Mark } from './components/mark.tsx';
import { Layout } from './layout.tsx';

/** A partner's link that is mistyped or retired: the visitor is a shopper, and is sent nowhere. */
export const UnknownLinkPage = () => (
  <Refusal heading="This link leads nowhere" status={404}>
    <p class="lead">
      It may be mistyped or cut short, or the person who shared it has withdrawn it. You have not been sent to
      another site.
    </p>
    <p>Check the address for missing letters, or ask whoever shared it for the current link.</p>
  </Refusal>
);

interface ErrorPageProps {
  status: number;
  /** Why, in full sentences; the usual reason of the status when left out. Never text of an exception. */
  detail?: string | undefined;
  /** Under which the log knows this request. */
  requestId?: string | undefined;
}

export const ErrorPage = ({ status, detail, requestId }: ErrorPageProps) => {
  const { heading, reason, advice } = messageOf(status);
  return (
    <Refusal heading={heading} status={status} requestId={requestId}>
      <p class="lead">{detail ?? reason}</p>
      <p>{advice}</p>
    </Refusal>
  );
};

/** The title of a refusal, for the frame around it. */
export const refusalTitle = (status: number): string => messageOf(status).heading;

/** A refusal within the frame of the administration. */
export const Refused = ({ status, detail, requestId }: ErrorPageProps) => {
  const { heading, reason, advice } = messageOf(status);
  return (
    <>
      <h1>{heading}</h1>
      <p class="lead">{detail ?? reason}</p>
      <p>{advice}</p>
      <p class="muted">
        Error {status}
        {requestId && (
          <>
            , request <code>{requestId}</code>
          </>
        )}
      </p>
    </>
  );
};

interface RefusalProps {
  heading: string;
  status: number;
  requestId?: string | undefined;
  children: Child;
}

const Refusal = ({ heading, status, requestId, children }: RefusalProps) => (
  <Layout heading={heading} above={<Mark lost size={56} />}>
    {children}
    <p class="muted">
      Error {status}
      {requestId && (
        <>
          , request <code>{requestId}</code>
        </>
      )}
    </p>
  </Layout>
);

interface Message {
  heading: string;
  reason: string;
  advice: string;
}

const messageOf = (status: number): Message =>
  messages[status] ?? (status >= 500 ? brokenMessage : refusedMessage);

const refusedMessage: Message = {
  heading: 'This request was not accepted',
  reason: 'The server could not do what the page asked for. Nothing was changed.',
  advice: 'Go back, load the page again and try once more.',
};

const brokenMessage: Message = {
  heading: 'Something went wrong here',
  reason: 'The fault is on our side, not in what you did.',
  advice: 'Try again in a moment. If it happens again, tell the operator of this site.',
};

const messages: Readonly<Record<number, Message>> = {
  403: {
    heading: 'You may not do this',
    reason: 'Your account or the page you came from does not allow it. Nothing was changed.',
    advice: 'Go back and load the page again, or ask an admin for access.',
  },
  404: {
    heading: 'There is nothing here',
    reason: 'The address may be mistyped, or what it showed no longer exists.',
    advice: 'Check the address, or go back to the page you came from.',
  },
  429: {
    heading: 'Too many requests',
    reason: 'More requests came from your side in a short time than this server takes.',
    advice: 'Wait a little, then try again.',
  },
  503: {
    heading: 'Not available right now',
    reason: 'The server is starting, stopping or short of room. Nothing was changed.',
    advice: 'Try again in a moment.',
  },
};
