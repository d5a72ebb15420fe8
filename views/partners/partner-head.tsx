import { StateBadge } from '../components/badge.tsx';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Tabs } from '../components/tabs.tsx';
import { inSentenceCase, type PartnerFacts, partnerHref, partnersPath } from './partner.ts';

export const partnerTabs = [
  ['', 'Overview'],
  ['links', 'Links'],
  ['promo-codes', 'Promo codes'],
  ['referrals', 'Customers'],
  ['conversions', 'Conversions'],
  ['commissions', 'Commissions'],
  ['payouts', 'Payouts'],
] as const;

export type PartnerTab = (typeof partnerTabs)[number][0];

export interface PartnerHeadProps {
  readonly partner: PartnerFacts;
  readonly tab: PartnerTab;
  /** What they share first. */
  readonly linkUrl: string | undefined;
  readonly mayWrite: boolean;
}

/** Who it is, what state they are in, the two likeliest things to do, and where everything about them is. */
export const PartnerHead = (props: PartnerHeadProps) => {
  const { partner, tab } = props;
  return (
    <>
      <PageHead
        title={partner.name}
        above={{ label: 'Partners', href: partnersPath }}
        badge={<StateBadge state={partner.state} />}
        answer={sentenceOf(partner)}
      >
        <LikelyActions {...props} />
      </PageHead>
      <Tabs
        label={`About ${partner.name}`}
        tabs={partnerTabs.map(([part, label]) => ({
          label,
          href: partnerHref(partner.id, part),
          current: part === tab,
        }))}
      />
    </>
  );
};

const sentenceOf = ({ state, state_reason, state_note }: PartnerFacts): string => {
  const why = [state_reason && inSentenceCase(state_reason), state_note].filter(Boolean).join(': ');
  return [meaning[state], why && `${why.replace(/\.$/, '')}.`].filter(Boolean).join(' ');
};

const meaning: Readonly<Record<PartnerFacts['state'], string>> = {
  invited: 'They were invited and have not answered yet.',
  pending: 'They wait for your approval: until then nothing is credited to them.',
  approved: 'They promote the program and earn by your rules.',
  rejected: 'They were rejected and earn nothing.',
  suspended: 'They earn nothing new, and payouts to them are frozen.',
  declined: 'They declined the invitation.',
  terminated: 'They left the program for good; what is due to them is still paid.',
};

const LikelyActions = ({ partner, linkUrl, mayWrite }: PartnerHeadProps) => {
  const { id, state } = partner;
  const isOver = state === 'terminated' || state === 'declined';
  return (
    <>
      {mayWrite && (state === 'pending' || state === 'invited') && (
        <ActionButton action={partnerHref(id, 'approval')} label="Approve" kind="primary" />
      )}
      {mayWrite && state === 'pending' && (
        <a class="button" href={partnerHref(id, 'rejection')}>
          Reject
        </a>
      )}
      {mayWrite && state === 'rejected' && (
        <ActionButton action={partnerHref(id, 'reopening')} label="Review again" />
      )}
      {mayWrite && state === 'suspended' && (
        <ActionButton action={partnerHref(id, 'reinstatement')} label="Reinstate" kind="primary" />
      )}
      {state === 'approved' && linkUrl !== undefined && (
        <button type="button" data-copy={linkUrl} title={linkUrl} hidden>
          Copy their link
        </button>
      )}
      {mayWrite && !isOver && (
        <a class="button" href={partnerHref(id, 'edit')}>
          Edit
        </a>
      )}
    </>
  );
};
