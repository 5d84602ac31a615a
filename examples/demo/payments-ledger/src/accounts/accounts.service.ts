import { Injectable, NotFoundException } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import type { Page } from '../common/page.js';
import { PrismaService } from '../prisma/prisma.service.js';

export const balanceKey = (account: string) => `balance:${account}`;

@Injectable()
export class AccountsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly cache: CacheService,
  ) {}

  list({ limit, offset }: Page) {
    return this.prisma.account.findMany({
      orderBy: { createdAt: 'desc' },
      take: limit,
      skip: offset,
    });
  }

  open(account: { customerId: string; currency: string }) {
    return this.prisma.account.create({ data: account });
  }

  async one(id: string) {
    const account = await this.prisma.account.findUnique({ where: { id } });
    if (!account) throw new NotFoundException();
    return account;
  }

  /** The sum of all entries, kept for a minute; a transfer makes it be summed anew. */
  balance(id: string) {
    return this.cache.remember(balanceKey(id), 60, async () => {
      const account = await this.prisma.account.findUnique({ where: { id } });
      if (!account) throw new NotFoundException();
      const { _sum } = await this.prisma.entry.aggregate({
        where: { accountId: id },
        _sum: { amount: true },
      });
      return { currency: account.currency, amount: String(_sum.amount ?? 0n) };
    });
  }

  async entries(id: string, { limit, offset }: Page) {
    const found = await this.prisma.entry.findMany({
      where: { accountId: id },
      orderBy: { bookedOn: 'desc' },
      take: limit,
      skip: offset,
    });
    return found.map((entry) => ({ ...entry, amount: String(entry.amount) }));
  }
}
