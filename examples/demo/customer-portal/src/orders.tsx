import { useEffect, useState } from 'react';
import { type Order, ordersOf } from './api.ts';
import { euros } from './money.ts';
import { Sendback } from './sendback.tsx';

const NOTHING_YET = 'You have not sent anything yet.';

export function Orders() {
  const [orders, setOrders] = useState<Order[]>();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    ordersOf(20).then(setOrders, () => setFailed(true));
  }, []);

  if (failed) return <p role="alert">Your orders cannot be shown right now.</p>;
  if (!orders) return <p aria-busy="true">Your orders…</p>;
  if (orders.length === 0) return <p>{NOTHING_YET}</p>;
  return (
    <ul aria-label="Your orders">
      {orders.map((order) => (
        <li key={order.id}>
          {new Date(order.placedAt).toLocaleDateString()}, {euros(order.cents)}
          {order.state === 'delivered' && <Sendback parcel={order.parcel} />}
        </li>
      ))}
    </ul>
  );
}
