import { generate, type SelfsignedOptions } from 'selfsigned';

export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** Signs certificates for the servers of a test. */
export const createAuthority = async (name: string): Promise<Identity> => {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
    ],
  });
  return { key: made.private, cert: made.cert };
};

interface CertificateOptions {
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  /** Signed by itself when absent. */
  readonly authority?: Identity;
  readonly from?: string;
  readonly until?: string;
}

export const createCertificate = async (options: CertificateOptions): Promise<Identity> => {
  const { names = [], addresses = [], authority, from, until } = options;
  const settings: SelfsignedOptions = {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
    ...(authority && { ca: authority }),
    ...(from && { notBeforeDate: new Date(from) }),
    ...(until && { notAfterDate: new Date(until) }),
  };
  const made = await generate([{ name: 'commonName', value: 'a server of the tests' }], settings);
  return { key: made.private, cert: made.cert };
};
