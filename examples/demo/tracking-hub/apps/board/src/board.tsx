import { useEffect, useState } from 'react';
import { ago } from './ago.ts';

type Parcel = { number: string; createdAt: string };

export function Board() {
  const [parcels, setParcels] = useState<Parcel[]>([]);

  useEffect(() => {
    const load = async () => {
      const answer = await fetch('/parcels?limit=50');
      if (answer.ok) setParcels((await answer.json()).parcels);
    };
    load();
    const timer = setInterval(load, 10_000);
    return () => clearInterval(timer);
  }, []);

  return (
    <ul>
      {parcels.map((parcel) => (
        <li key={parcel.number}>
          {parcel.number}, {ago(new Date(parcel.createdAt), new Date())}
        </li>
      ))}
    </ul>
  );
}
