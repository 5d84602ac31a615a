export type NewOrder = { lines: { article: string; count: number }[] };

/** The rows of an order; an article that is named twice is one line. */
export function linesOf(order: string, { lines }: NewOrder) {
  const counts = new Map<string, number>();
  for (const { article, count } of lines) {
    counts.set(article, (counts.get(article) ?? 0) + count);
  }
  return [...counts].map(([article, count]) => ({ order_id: order, article, count }));
}
