import { useState } from 'react';
import { sendBack } from './api.ts';

export function Sendback({ parcel }: { parcel: string }) {
  const [label, setLabel] = useState<string>();

  if (label) return <a href={label}>Print the label</a>;
  return (
    <button type="button" onClick={async () => setLabel(await sendBack(parcel))}>
      Send it back
    </button>
  );
}
