import { type RequestTemplate, requestTemplate } from './load/request-template.ts';

/** Customers whom the partner has referred. */
export const knownCustomers = 1_000;

const customer = { width: 4, modulo: knownCustomers };
const orderDigits = 9;

/** The id of an order, as requests carry it. */
export const orderId = (number: number): string => String(number).padStart(orderDigits, '0');

/** An order of a known customer: another one with each number, until all `orders` were sent. */
export const purchase = (key: string, orders = 10 ** orderDigits): RequestTemplate =>
  requestTemplate({
    method: 'POST',
    path: '/track/purchase',
    headers: { Authorization: `Bearer ${key}`, 'Idempotency-Key': 'order-<order>' },
    body: { order_id: '<order>', customer_id: 'customer-<customer>', amount: 4_990, currency: 'EUR' },
    slots: { order: { width: orderDigits, modulo: orders }, customer },
  });

/** Customer and partner meet. */
export const signup = (key: string, partnerCode: string): RequestTemplate =>
  requestTemplate({
    method: 'POST',
    path: '/track/signup',
    headers: { Authorization: `Bearer ${key}`, 'Idempotency-Key': 'signup-<customer>' },
    body: {
      customer_id: 'customer-<customer>',
      customer_email: 'customer-<customer>@example.com',
      partner: partnerCode,
    },
    slots: { customer },
  });

/** A visitor from another address with each number, with a browser as most people have it. */
export const visit = (slug: string): RequestTemplate =>
  requestTemplate({
    method: 'GET',
    path: `/r/${slug}`,
    headers: {
      'User-Agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      Accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
      'Accept-Language': 'en-GB,en;q=0.9',
      Referer: 'https://blog.example.org/review',
      'X-Forwarded-For': '100.<a>.<b>.<c>',
    },
    slots: {
      a: { width: 3, first: 100, stride: 150 * 150, modulo: 150 },
      b: { width: 3, first: 100, stride: 150, modulo: 150 },
      c: { width: 3, first: 100, modulo: 150 },
    },
  });

/** The same question again and again. */
export const ask = (key: string, path: string): RequestTemplate =>
  requestTemplate({ method: 'GET', path, headers: { Authorization: `Bearer ${key}` } });
