import type { SecretBox } from '../core/secret-box.ts';
import type { Db } from '../database/work.ts';
import { findSendProfile } from '../webhooks/drainer/send-profile.store.ts';
import { findEndpoint } from '../webhooks/endpoints/endpoint.store.ts';
import type { EndpointKeys } from '../webhooks/endpoints/endpoint-secret.ts';
import { type FormatName, formatOf } from '../webhooks/formats/formats.ts';
import { signingKeyOf } from '../webhooks/signing/signature.ts';
import type { Inspector } from './inspector.ts';
import type { ExpectedSignature, KnownKey } from './verification.service.ts';

/** Without an endpoint that has one. */
const usualFormat: FormatName = 'tributary';

/** What the requests of an inspector should be signed with, as things stand now. */
export const expectedSignature = async (
  db: Db,
  secrets: Pick<SecretBox, 'open'>,
  inspector: Inspector,
): Promise<ExpectedSignature> => {
  const { endpointId, secretSealed } = inspector;
  if (endpointId !== null) return endpointSignature(db, secrets, { ...inspector, endpointId });
  const format = inspector.format ?? usualFormat;
  const given = secretSealed === null ? [] : [givenKey(secrets.open(secretSealed, inspector.id))];
  return { format, scheme: formatOf(format).signature, keys: given };
};

const endpointSignature = async (
  db: Db,
  secrets: Pick<SecretBox, 'open'>,
  inspector: Inspector & { readonly endpointId: NonNullable<Inspector['endpointId']> },
): Promise<ExpectedSignature> => {
  const endpoint = await findEndpoint(db, inspector.endpointId);
  const profile = endpoint && (await findSendProfile(db, secrets, endpoint.id));
  const format = inspector.format ?? endpoint?.format ?? usualFormat;
  // A deleted endpoint has no secrets any more.
  const keys = profile ? keysOf(profile.keys) : [];
  return { format, scheme: formatOf(format).signature, bodyHmac: profile?.bodyHmac, keys };
};

const givenKey = (secret: string): KnownKey => ({ key: signingKeyOf(secret), name: 'given', endsAt: null });

const keysOf = ({ current, rotation }: EndpointKeys): KnownKey[] => [
  { key: current.single, name: 'current', endsAt: null },
  ...(rotation?.keys.list ?? [])
    .filter((key) => key !== current.single)
    .map((key) => ({ key, name: 'previous', endsAt: rotation?.expiresAt ?? null })),
];
