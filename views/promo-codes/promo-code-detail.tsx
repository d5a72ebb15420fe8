import { StateBadge } from '../components/badge.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { partnerHref } from '../partners/partner.ts';
import { discountOf, type PromoCodeFacts, promoCodeHref, promoCodesPath, validityOf } from './promo-code.ts';

interface PromoCodeDetailProps {
  readonly promoCode: PromoCodeFacts;
  readonly partner: { readonly id: string; readonly name: string };
  readonly rowVersion: number | undefined;
  readonly mayWrite: boolean;
  readonly now: string;
}

export const PromoCodeDetailPage = (props: PromoCodeDetailProps) => {
  const { promoCode, partner, now } = props;
  const isRetired = promoCode.archived_at !== null;
  return (
    <>
      <PageHead
        title={promoCode.code}
        above={{ label: 'Promo codes', href: promoCodesPath }}
        badge={<StateBadge {...validityOf(promoCode, now)} />}
        answer={
          isRetired
            ? 'It earns nothing and stays taken, so that no other partner inherits its customers.'
            : `Purchases that come with it are credited to ${partner.name}.`
        }
      >
        <Actions {...props} />
      </PageHead>
      <CodeBlock code={promoCode.code} label="The code" />
      <Facts
        facts={[
          ['Partner', <a href={partnerHref(partner.id)}>{partner.name}</a>],
          ['Valid from', <Time at={promoCode.starts_at} empty="at once" />],
          ['Valid until', <Time at={promoCode.ends_at} empty="no end" />],
          ['Discount', discountOf(promoCode)],
          ['Lasts', promoCode.duration],
          ['Coupon of the shop', promoCode.coupon_id],
          ['Given', <Time at={promoCode.created_at} />],
          ['Retired', promoCode.archived_at && <Time at={promoCode.archived_at} />],
          ['Id', <ShortId id={promoCode.id} />],
        ]}
      />
    </>
  );
};

const Actions = ({ promoCode: { id, archived_at }, rowVersion, mayWrite }: PromoCodeDetailProps) => {
  if (!mayWrite) return null;
  const hidden = { row_version: rowVersion };
  if (archived_at !== null) {
    return <ActionButton action={promoCodeHref(id, 'restoration')} label="Take it back" hidden={hidden} />;
  }
  return (
    <>
      <a class="button" href={promoCodeHref(id, 'edit')}>
        Edit
      </a>
      <ActionButton action={promoCodeHref(id, 'retirement')} label="Retire" hidden={hidden} />
    </>
  );
};
