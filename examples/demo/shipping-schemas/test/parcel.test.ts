import { expect, test } from 'vitest';
import { Parcel, ParcelNumber } from '../src/index.js';

const address = {
  name: 'Noor Haddad',
  street: 'Kade 12',
  postcode: '3011 AB',
  city: 'Rotterdam',
  country: 'NL',
};

test('a parcel number is BQ and ten digits', () => {
  expect(ParcelNumber.safeParse('BQ0012345678').success).toBe(true);
  expect(ParcelNumber.safeParse('BQ12345678').success).toBe(false);
});

test('a parcel weighs something, and no more than a person lifts', () => {
  const parcel = { number: 'BQ0012345678', sender: address, receiver: address, grams: 1200 };

  expect(Parcel.safeParse(parcel).success).toBe(true);
  expect(Parcel.safeParse({ ...parcel, grams: 0 }).success).toBe(false);
  expect(Parcel.safeParse({ ...parcel, grams: 40_000 }).success).toBe(false);
});
