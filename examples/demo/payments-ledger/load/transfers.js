import { check } from 'k6';
import http from 'k6/http';

export const options = {
  scenarios: {
    bookings: { executor: 'constant-arrival-rate', rate: 50, duration: '2m', preAllocatedVUs: 40 },
  },
  thresholds: {
    http_req_failed: ['rate<0.001'],
    http_req_duration: ['p(95)<200'],
  },
};

const base = __ENV.BASE_URL || 'http://localhost:3000';
const headers = { Authorization: `Bearer ${__ENV.TOKEN}`, 'Content-Type': 'application/json' };

export function setup() {
  return [1, 2].map((side) => {
    const account = { customerId: `load-${side}-${Date.now()}`, currency: 'EUR' };
    return http.post(`${base}/accounts`, JSON.stringify(account), { headers }).json('id');
  });
}

export default function book([payer, payee]) {
  const transfer = {
    reference: `load-${__VU}-${__ITER}-${Date.now()}`,
    bookedOn: '2026-05-18',
    lines: [
      { accountId: payer, amount: '-100' },
      { accountId: payee, amount: '100' },
    ],
  };
  const answer = http.post(`${base}/transfers`, JSON.stringify(transfer), { headers });
  check(answer, { booked: (response) => response.status === 201 });
}
