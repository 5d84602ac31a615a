import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Orders } from './orders.tsx';

const portal = document.querySelector('#portal');
if (portal) {
  createRoot(portal).render(
    <StrictMode>
      <Orders />
    </StrictMode>,
  );
}
