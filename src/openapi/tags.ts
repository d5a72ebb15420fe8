/** What the operations of a tag are for, in one or two sentences. */
export const tagDescriptions: Readonly<Record<string, string>> = {
  Tracking:
    'What your backend sends when somebody signs up or pays. The answer says who was credited and why.',
  Visitors: 'What browsers ask for without any key: partners’ links, the snippet and the clicks it reports.',
  Programs: 'A program has one currency, its own partners and its own rules. Most installations have one.',
  'Commission rules':
    'What a conversion earns. The most particular rule that fits applies; a change makes a new version, and commissions keep the version they were computed by.',
  'Exchange rates':
    'What a sale in another currency is worth in that of its program. You enter them; none is ever looked up.',
  Groups: 'Partners that share rules, and how the tiers of the group are climbed.',
  Tiers:
    'Steps of a group. A partner rises at once when their volume reaches one, and falls at the end of a period only.',
  Partners: 'Who earns. Each move of a partner is a request of its own and is recorded with its reason.',
  Links: 'A link leads to a page of yours and is followed as `/r/{slug}`.',
  'Promo codes': 'A code credits its partner without any click.',
  Clicks: 'Every click that was stored, with what was known of the visitor. Addresses are never kept.',
  Customers: 'Who bought. Email addresses are kept as keyed hashes only.',
  Referrals: 'Which customer belongs to which partner, and since when.',
  Conversions: 'Signups and purchases, each with everybody who could have earned it.',
  Refunds:
    'What was given back of conversions: refunds, chargebacks, and the end of either. Several make one sum, in whatever order they are told.',
  Commissions: 'What partners earned, line by line, with the terms each amount was computed by.',
  Payouts:
    'Money for one partner in one currency and the commissions it pays. Only a confirmation completes it, never that a message about it was received.',
  'Payout batches':
    'Who is paid together. A draft reserves nothing; approving it makes the payouts, by what is due then.',
  Balances: 'What a partner is owed, by currency.',
  Imports:
    'Partners, links, codes, customers, sales and balances of another system, from CSV files. A dry run tells row by row what would happen; the real run can be repeated, and whatever is there already stays as it is.',
  Webhooks: 'Endpoints, events and deliveries. What arrives at your side is described under Events.',
  Inspectors:
    'Receivers to try webhooks with: an inspector records what arrives, says whether it is signed well, and answers as it is told.',
  Alerts:
    'What is wrong with sending, one open alert per endpoint and cause. Each resolves by itself; people are told by mail and through a hook.',
  Reports:
    'What partners brought, day by day beside the days before, and what waits for a decision. Exact at any moment.',
  Onboarding: 'What is set up already, and what comes next.',
  Search: 'One place to find anything by an id, a name, a code or an order.',
  'Sample data': 'A sample shop to look around in, marked as test data for ever.',
  'Audit log': 'Who did what, for ever: an entry that was changed or removed is found.',
  Team: 'Who administers this installation in the browser, with which role, and who is invited to.',
  'API keys': 'Keys are shown once, when they are made.',
  Service: 'For monitoring and for tools.',
};
