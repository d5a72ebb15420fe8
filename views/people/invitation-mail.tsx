interface InvitationMailProps {
  /** Before the link. */
  readonly sentences: readonly string[];
  readonly url: string;
}

/** The HTML of a mail: plain on purpose, so that every mail program shows it the same. */
export const InvitationMail = ({ sentences, url }: InvitationMailProps) => (
  <html lang="en">
    <body>
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
      <p>
        <a href={url}>{url}</a>
      </p>
    </body>
  </html>
);
