import { type Column, DataTable } from '../components/data-table.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { partnerHref } from './partner.ts';
import { PartnerHead, type PartnerHeadProps } from './partner-head.tsx';

interface PartnerRelatedProps<Row> extends PartnerHeadProps {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
  readonly query: Query;
  readonly columns: readonly Column<Row>[];
  readonly href: (row: Row) => string;
  /** Said where there are none. */
  readonly empty: string;
  /** The list of all partners' things. */
  readonly all: string;
  /** What can be made for this partner. */
  readonly make?: { readonly label: string; readonly path: string };
}

/** One list of what belongs to a partner. */
export const PartnerRelatedPage = <Row,>(props: PartnerRelatedProps<Row>) => {
  const path = partnerHref(props.partner.id, props.tab);
  return (
    <>
      <PartnerHead {...props} />
      {props.make && props.mayWrite && (
        <p>
          <a class="button" href={hrefWith(props.make.path, {}, { partner: props.partner.code })}>
            {props.make.label}
          </a>
        </p>
      )}
      {props.rows.length === 0 ? (
        <p class="muted">{props.empty}</p>
      ) : (
        <DataTable caption={props.title} columns={props.columns} rows={props.rows} href={props.href} />
      )}
      <nav class="list-foot" aria-label="Pages">
        {props.query.cursor && <a href={path}>Newest</a>}
        {props.nextCursor && (
          <a href={hrefWith(path, {}, { cursor: props.nextCursor })} rel="next">
            Older
          </a>
        )}
        <a href={props.all}>{props.title} of every partner</a>
      </nav>
    </>
  );
};
