export type Kind = 'underway' | 'delivered' | 'missed';

const SUBJECTS: Record<Kind, string> = {
  underway: 'Your parcel is on its way',
  delivered: 'Your parcel has arrived',
  missed: 'We could not deliver your parcel',
};

export function text(kind: Kind, parcel: string, name: string) {
  return { subject: SUBJECTS[kind], html: `<p>Dear ${name},</p><p>${SUBJECTS[kind]}: ${parcel}.</p>` };
}
