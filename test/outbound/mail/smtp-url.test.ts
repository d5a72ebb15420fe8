import { expect, test } from 'bun:test';
import { parseSmtpUrl } from '../../../src/outbound/mail/smtp-url.ts';

test.each([
  ['smtps://mail.example.com', { port: 465, tls: 'implicit', login: undefined }],
  [
    'smtps://a:b@mail.example.com:2465/',
    { port: 2465, tls: 'implicit', login: { user: 'a', password: 'b' } },
  ],
  [
    'smtp://a%40b:p%3A%2F@mail.example.com',
    { port: 587, tls: 'required', login: { user: 'a@b', password: 'p:/' } },
  ],
  ['smtp://mail.example.com:25', { port: 25, tls: 'offered' }],
  ['smtp://relay.internal:25?starttls=off', { port: 25, tls: 'off' }],
  ['smtp://a:b@localhost:25', { port: 25, tls: 'off' }],
  ['smtp://[::1]:25', { host: '::1', tls: 'off' }],
  ['smtp://127.9.9.9', { host: '127.9.9.9', tls: 'off' }],
])('reads %s', (text, expected) => {
  expect(parseSmtpUrl(text)).toMatchObject(expected);
});

test.each([
  'mail.example.com:25',
  'https://mail.example.com',
  'smtp://',
  'smtp://mail.example.com/path',
  'smtp://mail.example.com?tls=no',
  'smtp://mail.example.com?starttls=off&starttls=off',
  'smtps://mail.example.com?starttls=off',
  'smtp://a:b@mail.example.com?starttls=off',
  'smtp://a@mail.example.com',
  'smtp://a:%E0%A4%A@mail.example.com',
])('refuses %s, and says nothing of what it holds', (text) => {
  const refusal = parseSmtpUrl(text);
  expect(refusal).toStartWith('must ');
  expect(refusal).not.toMatch(/a:|E0|path/);
});
