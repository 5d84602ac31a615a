export { Address } from './address.js';
export { Money } from './money.js';
export { Parcel, ParcelNumber } from './parcel.js';
