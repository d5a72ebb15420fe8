import type { PartnerId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Partner } from '../../partners/partner.ts';

/** The partners that one conversion has to do with, each read once. */
export interface Partners {
  find(id: PartnerId): Promise<Partner | undefined>;
}

/** For the length of one unit of work, which sees no other's changes. */
export const rememberPartners = (db: Db): Partners => {
  const known = new Map<PartnerId, Partner>();
  return {
    async find(id) {
      const remembered = known.get(id);
      if (remembered) return remembered;
      const partner = await findPartner(db, id);
      if (partner) known.set(id, partner);
      return partner;
    },
  };
};
