const EUROS = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** An amount of cents as people read it. */
export const euros = (cents: number) => EUROS.format(cents / 100);
