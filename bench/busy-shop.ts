import { Database } from 'bun:sqlite';
import { bulkPartnerId } from './bulk.ts';
import { openLargeShop } from './large-shop.ts';
import type { Shop } from './shop.ts';
import type { Workplace } from './workplace.ts';

const conversions = 100_000;
const clicks = 1_000_000;
const deliveries = 300_000;
const partners = conversions / 1_000;

/** Over so many days visitors came. */
const days = 90;
const dayMs = 86_400_000;

let opened: Promise<Shop> | undefined;

/** A shop as after some busy months: a million clicks, a hundred thousand conversions, all told to an endpoint. */
export const openBusyShop = (place: Workplace): Promise<Shop> => {
  opened ??= fill(place);
  return opened;
};

const fill = async (place: Workplace): Promise<Shop> => {
  const shop = await openLargeShop(place, conversions);
  const product = await shop.start();
  const endpoint = await product.post(
    '/api/v1/webhook-endpoints',
    { name: 'bench', url: 'http://127.0.0.1:9999/', event_types: ['*'] },
    shop.merchant.key,
  );
  await product.stop();
  using database = new Database(shop.databasePath, { readwrite: true });
  database.run('pragma synchronous = off');
  database.run('begin');
  addClicks(database);
  addDeliveries(database, endpoint.id);
  database.run('commit');
  return shop;
};

/** People from many places, some of them twice, some of them programs; each partner has some every day. */
const addClicks = (database: Database): void => {
  const id = `'clk_' || printf('%014d', n) || 'bulk'`;
  const partner = `'${bulkPartnerId(0).slice(0, 4)}' || printf('%014d', (n * 7919) % ${partners}) || 'bulk'`;
  const at = `${Date.now() - days * dayMs} + n * ${days * dayMs} / ${clicks}`;
  database.run(`with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < ${clicks - 1})
    insert into clicks (id, program_id, partner_id, landing_url, referrer, agent_class, ip_hash, visitor_hash,
      is_bot, is_duplicate, is_creditable, created_at)
    select ${id}, (select id from programs), ${partner}, 'https://shop.example.com/spring',
      'https://blog.example.com/', 'desktop', 'hash of an address', 'hash of a visitor ' || n,
      n % 11 = 0, n % 7 = 0, n % 11 <> 0, ${at} from numbers`);
};

const addDeliveries = (database: Database, endpointId: string): void => {
  database.run(
    `insert into deliveries (id, event_id, event_type, endpoint_id, format, origin, state, attempt_count,
        retry_count, pending_since, claim, last_status, created_at, finished_at)
      select 'whd_' || printf('%014d', seq) || 'bulk', id, type, ?, 'tributary', 'commit', 'delivered', 1, 0,
        occurred_at, 1, 200, occurred_at, occurred_at from events order by seq limit ${deliveries}`,
    [endpointId],
  );
};
