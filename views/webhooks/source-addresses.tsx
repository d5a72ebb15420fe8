export interface SourceAddressesProps {
  readonly source: { readonly data: readonly string[]; readonly note: string };
}

/** For receivers that let in known senders only. */
export const SourceAddresses = ({ source }: SourceAddressesProps) => (
  <section aria-labelledby="source-addresses">
    <h2 id="source-addresses">Where requests come from</h2>
    <p class="muted">{source.note}</p>
    {source.data.length > 0 && (
      <ul>
        {source.data.map((address) => (
          <li>
            <code>{address}</code>
          </li>
        ))}
      </ul>
    )}
  </section>
);
