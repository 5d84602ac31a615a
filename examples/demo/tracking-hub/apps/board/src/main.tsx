import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Board } from './board.tsx';

const root = document.querySelector('#board');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Board />
    </StrictMode>,
  );
}
