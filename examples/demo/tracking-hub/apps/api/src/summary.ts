export type Scan = { place: string; scannedAt: Date };

const LOST_AFTER_DAYS = 5;
const DAY = 24 * 60 * 60 * 1000;

/** Where a parcel was seen last; quiet for too long, it counts as lost. Newest scan first. */
export function summary(scans: Scan[], now: Date) {
  const [last] = scans;
  if (!last) return { state: 'announced' as const };
  const quiet = now.getTime() - last.scannedAt.getTime();
  const state = quiet > LOST_AFTER_DAYS * DAY ? ('lost' as const) : ('moving' as const);
  return { state, place: last.place, since: last.scannedAt };
}
