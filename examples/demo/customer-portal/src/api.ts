export type Order = {
  id: string;
  parcel: string;
  state: 'open' | 'underway' | 'delivered';
  placedAt: string;
  cents: number;
};

const BASE = import.meta.env.VITE_API_URL ?? '';

async function asked<T>(path: string, options?: RequestInit): Promise<T> {
  const answer = await fetch(`${BASE}${path}`, { credentials: 'include', ...options });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json() as Promise<T>;
}

export const ordersOf = (limit: number) => asked<Order[]>(`/orders?limit=${limit}`);

export async function sendBack(parcel: string): Promise<string> {
  const body = JSON.stringify({ parcel, reason: 'sent back in the portal' });
  return (await asked<{ label: string }>('/returns', { method: 'POST', body })).label;
}
