import type { View } from '../../src/jsx/markup.ts';
import { type ClickFacts, clickColumns } from '../clicks/click.tsx';
import { StateBadge } from '../components/badge.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { hrefWith } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { partnerHref } from '../partners/partner.ts';
import { type LinkFacts, linkHref, linksPath, subIdNames } from './link.ts';

interface LinkDetailProps {
  readonly link: LinkFacts;
  readonly partner: { readonly id: string; readonly name: string };
  readonly clicks: readonly ClickFacts[];
  readonly rowVersion: number | undefined;
  readonly mayWrite: boolean;
}

export const LinkDetailPage = ({ link, partner, clicks, rowVersion, mayWrite }: LinkDetailProps) => {
  const isRetired = link.archived_at !== null;
  const hidden = { row_version: rowVersion };
  return (
    <>
      <PageHead
        title={link.slug}
        above={{ label: 'Links', href: linksPath }}
        badge={<StateBadge state={isRetired ? 'retired' : 'active'} />}
        answer={
          isRetired
            ? 'Visits get a page that says it is not found. The slug stays taken, so that nobody else inherits its visitors.'
            : `Leads to ${link.destination_url}`
        }
      >
        {mayWrite && !isRetired && (
          <a class="button" href={linkHref(link.id, 'edit')}>
            Edit
          </a>
        )}
        {mayWrite &&
          (isRetired ? (
            <ActionButton action={linkHref(link.id, 'restoration')} label="Take it back" hidden={hidden} />
          ) : (
            <ActionButton action={linkHref(link.id, 'retirement')} label="Retire" hidden={hidden} />
          ))}
      </PageHead>
      <div class="link-share">
        <div>
          <CodeBlock code={link.url} label="The link" />
          <Facts
            facts={[
              ['Partner', <a href={partnerHref(partner.id)}>{partner.name}</a>],
              ['Leads to', link.destination_url],
              ...subIdNames.map((name, at) => [`Sub-id ${at + 1}`, link[name]] as const),
              ['Made', <Time at={link.created_at} />],
              ['Retired', link.archived_at && <Time at={link.archived_at} />],
              ['Id', <ShortId id={link.id} />],
            ]}
          />
        </div>
        <figure class="qr">
          <QrCode text={link.url} label={`QR code of ${link.url}`} />
          <figcaption>
            <a href={linkHref(link.id, 'qr.svg')} download="" hx-boost="false">
              QR code as SVG
            </a>
          </figcaption>
        </figure>
      </div>
      <section>
        <h2>Newest clicks</h2>
        <LinkClicks link={link} clicks={clicks} />
      </section>
    </>
  );
};

const LinkClicks = ({ link, clicks }: Pick<LinkDetailProps, 'link' | 'clicks'>) => {
  if (clicks.length === 0) return <p class="muted">Nobody has come by this link yet.</p>;
  return (
    <>
      <DataTable caption="Newest clicks" columns={clickColumns} rows={clicks} />
      <p>
        <a href={hrefWith('/admin/clicks', {}, { link: link.slug })}>All clicks of this link</a>
      </p>
    </>
  );
};

/** The code alone, to be printed. */
export const LinkQrCode = ({ url }: { readonly url: string }): View => (
  <QrCode text={url} label={`QR code of ${url}`} size={1024} />
);
