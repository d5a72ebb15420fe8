const first = (table: string, where = '1') => `(select min(seq) from ${table} where ${where})`;
const due = first('commissions', "state = 'due' and kind = 'sale'");
const paid = first('commissions', "state = 'paid' and kind = 'sale'");
const entry = first('ledger_entries', "account = 'expense'");

/** Rows once more, with some values of their own, as SQL. */
interface Again {
  readonly table: string;
  readonly values: Readonly<Record<string, string>>;
  readonly where: string;
}

const copyOf = (table: string, values: Again['values'], where: string): Again => ({ table, values, where });

export type Step = string | Again;

type Sabotage = readonly [what: string, checks: readonly string[], sabotage: readonly Step[]];

/** What is broken, which checks must see it, and how it is done. */
export const sabotages: readonly Sabotage[] = [
  [
    'one side of a movement is a cent more',
    ['ledger_transactions'],
    [`update ledger_entries set amount_minor = amount_minor - 1 where seq = ${entry}`],
  ],
  [
    'the sides of a movement are of two',
    ['ledger_transactions'],
    [`update ledger_entries set transaction_id = 'ltx_other' where seq = ${entry}`],
  ],
  [
    'a side says another reason',
    ['ledger_transactions'],
    [`update ledger_entries set reason = 'commission.due' where seq = ${entry}`],
  ],
  ['an entry is gone', ['ledger_transactions'], [`delete from ledger_entries where seq = ${entry}`]],
  [
    'two entries have one id',
    ['ledger_ids'],
    [`update ledger_entries set id = (select id from ledger_entries where seq = 9) where seq = ${entry}`],
  ],
  [
    'a balance is a cent more',
    ['balances'],
    ["update balances set due_minor = due_minor + 1 where currency = 'USD'"],
  ],
  [
    'a balance is beyond what a double tells apart',
    ['balances'],
    ['update balances set paid_minor = 9007199254740993'],
  ],
  [
    'a balance is gone',
    ['balances'],
    ["delete from balances where partner_id = (select id from partners where code = 'BOB')"],
  ],
  [
    'a balance comes from nowhere',
    ['balances'],
    ["insert into balances select partner_id, 'CHF', program_id, 1, 0, 0, 0, 0, null from balances limit 1"],
  ],
  [
    'a movement is of another commission',
    ['commission_books'],
    [
      `update ledger_entries set commission_id = (select id from commissions where seq = ${paid}) where transaction_id = (select max(transaction_id) from ledger_entries)`,
    ],
  ],
  [
    'the base of a commission is another',
    ['commission_amounts'],
    [`update commissions set base_minor = base_minor - 100 where seq = ${paid}`],
  ],
  [
    'a base is more than that of its sale',
    ['commission_amounts'],
    [`update commissions set base_minor = 1000000000 where seq = ${paid}`],
  ],
  [
    'a rule was edited in place',
    ['commission_amounts'],
    ['update commission_rules set basis_points = 1001 where basis_points = 1000'],
  ],
  ['a rule is gone', ['commission_amounts'], ['delete from commission_rules']],
  [
    'a line of a sale has earned twice',
    ['live_earnings'],
    [
      'drop index commissions_live',
      copyOf(
        'commissions',
        {
          id: "'com_twice'",
          amount_minor: '0',
          base_minor: '0',
          rule_id: 'null',
          reason: "'import'",
          cap_uses_json: 'null',
          payout_id: 'null',
          paid_at: 'null',
          state: "'due'",
        },
        `seq = ${paid}`,
      ),
    ],
  ],
  ['an order has lost its name', ['orders'], ["delete from order_references where reference = 'paid'"]],
  [
    'a due commission was never approved',
    ['commission_states'],
    [`update commissions set approved_at = null where seq = ${due}`],
  ],
  [
    'a due commission has a reason to hold it',
    ['commission_states'],
    [`update commissions set hold_reasons_json = '["manual"]' where seq = ${due}`],
  ],
  [
    'a due commission was told as due before its hold had ended',
    ['commission_states'],
    [`update commissions set due_at = due_at + 1 where seq = ${due}`],
  ],
  [
    'more was taken back than was earned',
    ['commission_states', 'commission_books'],
    ["update commissions set reversed_minor = amount_minor + 1 where kind = 'bonus'"],
  ],
  ['there is no such state', ['known_states'], ["update partners set state = 'asleep'"]],
  [
    'what is in review has earned',
    ['known_states', 'report_days'],
    ["update conversions set state = 'in_review' where order_id = 'by-bob'"],
  ],
  [
    'an item pays a cent more',
    ['payouts'],
    ['update payout_items set amount_minor = amount_minor + 1 where seq = 1'],
  ],
  [
    'a payout says another sum',
    ['payouts'],
    ['update payouts set amount_minor = amount_minor + 1 where seq = 1'],
  ],
  [
    'a payout that came back says it was paid, and what it paid is owed again',
    [],
    ["update payouts set state = 'completed' where state = 'reversed'"],
  ],
  ['a payout that was paid says it came back', ['payouts'], ["update payouts set state = 'reversed'"]],
  [
    'a payout was paid by a batch that is a draft',
    ['payouts'],
    ["update payout_batches set state = 'draft'"],
  ],
  [
    'a payout let go of what it paid',
    ['payouts', 'paid_once'],
    ['update payout_items set released_at = 1 where seq = 1'],
  ],
  [
    'a commission is paid twice',
    ['payouts', 'paid_once'],
    [
      'drop index payout_items_live',
      copyOf('payout_items', { payout_id: '(select max(id) from payouts)' }, 'seq = 1'),
    ],
  ],
  [
    'more is refunded than its refunds come to',
    ['refunds', 'report_days'],
    ["update conversions set refunded_minor = refunded_minor + 1 where order_id = 'by-bob'"],
  ],
  [
    'a refund takes a cent more',
    ['refunds'],
    ["update refunds set applied_minor = applied_minor + 1 where refund_id = 'r1'"],
  ],
  [
    'a refund took nothing of the commission',
    ['refunds', 'commission_books', 'cap_uses', 'payouts', 'report_days'],
    [`update commissions set reversed_minor = 0 where reversed_minor > 0`],
  ],
  [
    'a clawback corrects somebody else',
    ['corrections'],
    [
      "update commissions set original_commission_id = (select id from commissions where partner_id = (select id from partners where code = 'BOB') limit 1) where kind = 'adjustment'",
    ],
  ],
  [
    'a program has lost count of the refunds that wait',
    ['corrections'],
    ['update programs set parked_refunds = 3'],
  ],
  [
    'a delivery is of an event of another type',
    ['deliveries'],
    ["update deliveries set event_type = 'partner.updated' where seq = 1"],
  ],
  [
    'a delivery of a commit says it is a test',
    ['deliveries'],
    [
      "update deliveries set origin = 'test' where seq = (select max(seq) from deliveries where attempt_count = 0)",
      "insert into deliveries select null, 'whd_again', event_id, event_type, endpoint_id, format, 'commit', state, 0, 0, pending_since, null, next_attempt_at, 0, null, null, null, created_at, null, null from deliveries where origin = 'test'",
    ],
  ],
  [
    'a commit has made two deliveries to one endpoint',
    ['deliveries'],
    ['drop index deliveries_of_commit', copyOf('deliveries', { id: "'whd_again'" }, 'seq = 1')],
  ],
  [
    'a delivery has no event',
    ['deliveries', 'owed_deliveries', 'references'],
    ["update deliveries set event_id = 'evt_none' where seq = 2"],
  ],
  [
    'a delivery was never made',
    ['owed_deliveries'],
    ['delete from deliveries where seq = (select max(seq) from deliveries where attempt_count = 0)'],
  ],
  [
    'a minute counts an attempt that was none',
    ['webhook_minutes'],
    ['update webhook_minutes set succeeded = succeeded + 1'],
  ],
  ['a minute is gone', ['webhook_minutes'], ['delete from webhook_minutes']],
  ['a day counts a sale more', ['partner_days'], ['update partner_days set conversions = conversions + 1']],
  ['a day is gone', ['partner_days'], ['delete from partner_days']],
  ['a cap has lost a cent', ['cap_uses'], ['update cap_uses set used_minor = used_minor - 1']],
  ['a cap was never used', ['cap_uses'], ['delete from cap_uses']],
  [
    'a partner is in a group of another program',
    ['programs'],
    [
      "update groups set program_id = (select id from programs where name = 'Other')",
      "update tiers set program_id = (select id from programs where name = 'Other')",
    ],
  ],
  [
    'a body is of no event',
    ['references'],
    ["insert into event_bodies (event_id, format, body) values ('evt_none', 'affonso', '{}')"],
  ],
  [
    'a note holds a signing secret',
    ['secrets'],
    [`update partners set state_note = 'use whsec_${'A'.repeat(48)}'`],
  ],
  [
    'a setting holds an API key',
    ['secrets'],
    [`insert into settings values ('copy', 'trb_${'a1'.repeat(21)}b')`],
  ],
  [
    'an event holds the password of a mail server',
    ['secrets'],
    [`update events set body = body || 'smtps://me:secret@mail.example.com' where seq = 1`],
  ],
  [
    'reports count a day that nobody had',
    ['report_days'],
    [
      `insert into report_partner_days
        select 0, program_id, '2026-05-01', id, 'USD', 0, 0, 0, 0, 1, 500, 0, 0, 100 from partners where code = 'BOB'`,
    ],
  ],
  [
    'a program has more on a day than its partners',
    ['report_days'],
    [
      `insert into report_days select 0, id, '2026-05-01', '', 3, 0, 0, 0, 0, 0, 0, 0, 0 from programs limit 1`,
    ],
  ],
  [
    'a day of a partner and of the program counts a sale more',
    ['report_days'],
    [
      'update report_days set purchases = purchases + 1 where purchases > 0',
      'update report_partner_days set purchases = purchases + 1 where purchases > 0',
    ],
  ],
  [
    'a click is counted that nobody made',
    ['report_days'],
    ['update report_days set clicks = clicks + 1', 'update report_partner_days set clicks = clicks + 1'],
  ],
  [
    'an entry of the audit log was changed',
    ['audit_chain'],
    ["update audit_entries set actor = 'user:usr_other' where seq = 2"],
  ],
  ['an entry of the audit log is gone', ['audit_chain'], ['delete from audit_entries where seq = 2']],
];
