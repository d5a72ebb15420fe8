/** One small story that all examples tell: Leaf Letters refers customer 4711, who buys for 129.00 USD. */

export const exampleIds = {
  program: 'prg_01jw3k5x7h0001v6q9m2c8r4t1b5n7p3w0y2',
  partner: 'prt_01jw3k5x7h0001c5r8n1d7s3v9b2m4q6x8z0',
  group: 'grp_01jw3k5x7h0001f7t2p4g9k6h1j3n5r8v0w2',
  promoCode: 'pro_01jw3k5x7h0001k2m4q6s8v0x1z3b5d7f9h1',
  link: 'lnk_01jw3k5x7h0001q9s7v5x3z1b0d2f4h6k8m0',
  click: 'clk_01jw3k5x7h0001t1w3y5a7c9e0g2j4m6p8r0',
  customer: 'cus_01jw3k5x7h0001w4z6b8d0f2h4k6m8q0s2v4',
  referral: 'ref_01jw3k5x7h0001z5c7e9g1j3m5p7r9t1w3y5',
  conversion: 'cnv_01jw3k5x7h0001b6d8f0h2k4m6q8s0v2x4z6',
  refund: 'rfd_01jw3k5x7h0001d7f9h1k3m5q7s9v1x3z5b7',
  commission: 'com_01jw3k5x7h0001f8h0k2m4q6s8v0x2z4b6d8',
  clawback: 'com_01jw3k5x7h0002f8h0k2m4q6s8v0x2z4b6d8',
  rule: 'rul_01jw3k5x7h0001h9k1m3q5s7v9x1z3b5d7f9',
  payout: 'pay_01jw3k5x7h0001k0m2q4s6v8x0z2b4d6f8h0',
  batch: 'bat_01jw3k5x7h0001m1q3s5v7x9z1b3d5f7h9k1',
  fraudCase: 'frd_01jw3k5x7h0001q2s4v6x8z0b2d4f6h8k0m2',
  event: 'evt_01jw3k5x7h0001s3v5x7z9b1d3f5h7k9m1q3',
  endpoint: 'whe_01jw3k5x7h0001v4x6z8b0d2f4h6k8m0q2s4',
  delivery: 'whd_01jw3k5x7h0001x5z7b9d1f3h5k7m9q1s3v5',
} as const;

export const exampleTimes = {
  joined: '2026-04-02T08:30:00.000Z',
  clicked: '2026-05-27T18:02:44.120Z',
  bought: '2026-05-29T14:21:12.345Z',
  due: '2026-06-28T14:21:12.345Z',
  paid: '2026-07-01T09:00:00.000Z',
  refunded: '2026-07-03T10:15:00.000Z',
} as const;

export const examplePartner = {
  id: exampleIds.partner,
  name: 'Leaf Letters',
  email: 'letters@example.com',
  code: 'LEAF',
};

export const exampleCustomer = { id: exampleIds.customer, external_id: '4711' };

export const exampleSubIds = { sub1: 'newsletter', sub2: 'may', sub3: null, sub4: null, sub5: null };
