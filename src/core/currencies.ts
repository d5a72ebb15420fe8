/** An ISO 4217 code that the product knows: an active currency with 0, 2 or 3 decimals. */
export type Currency = string & { readonly currency: unique symbol };

/** Source: ISO 4217 list one; funds, metals, test and 4-decimal codes are left out on purpose. */
const withoutDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const withThreeDecimals = 'BHD IQD JOD KWD LYD OMR TND';
const withTwoDecimals = `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD
  CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
  HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR
  MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD
  SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER
  ZAR ZMW ZWG`;

const exponents: ReadonlyMap<string, number> = new Map([
  ...codes(withoutDecimals, 0),
  ...codes(withTwoDecimals, 2),
  ...codes(withThreeDecimals, 3),
]);

export const isCurrency = (code: string): code is Currency => exponents.has(code);

/** Decimals of the minor unit: 0 for JPY, 2 for USD, 3 for KWD. */
export const exponentOf = (currency: Currency): number => exponents.get(currency) ?? 2;

export const knownCurrencies = (): string[] => [...exponents.keys()].sort();

function codes(list: string, exponent: number): [string, number][] {
  return list.split(/\s+/).map((code) => [code, exponent]);
}
