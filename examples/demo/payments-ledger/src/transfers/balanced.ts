export type Line = { accountId: string; amount: bigint };

/** Whether what some accounts pay is what the others get: nothing is made, nothing is lost. */
export function isBalanced(lines: Line[]): boolean {
  return lines.length > 1 && lines.reduce((sum, line) => sum + line.amount, 0n) === 0n;
}
