export interface AlertMailProps {
  readonly lines: readonly { readonly heading: string; readonly sentence: string; readonly note: string }[];
  /** What it is about and where it comes from. */
  readonly footer: string;
}

/** The HTML of a mail: plain on purpose, so that every mail program shows it the same. */
export const AlertMail = ({ lines, footer }: AlertMailProps) => (
  <html lang="en">
    <body>
      {lines.map(({ heading, sentence, note }) => (
        <div>
          <h2>{heading}</h2>
          <p>{sentence}</p>
          <p>
            <small>{note}</small>
          </p>
        </div>
      ))}
      <hr />
      <p>
        <small>{footer}</small>
      </p>
    </body>
  </html>
);
