/** Who did something: by name, else by what they are. */
export const Actor = ({
  actor,
  names,
}: {
  /** `admin:adm_...` */
  readonly actor: string;
  readonly names: Readonly<Record<string, string>>;
}) => <span title={actor}>{names[actor] ?? unnamed(actor)}</span>;

const unnamed = (actor: string): string => (actor.startsWith('api_key:') ? 'an API key' : 'the system');
