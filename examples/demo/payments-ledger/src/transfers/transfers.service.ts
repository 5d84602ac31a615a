import { Injectable, UnprocessableEntityException } from '@nestjs/common';
import { balanceKey } from '../accounts/accounts.service.js';
import { CacheService } from '../cache/cache.service.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { isBalanced, type Line } from './balanced.js';

@Injectable()
export class TransfersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly cache: CacheService,
  ) {}

  /** Books a transfer once: a reference that is known already answers what was booked then. */
  async book(reference: string, bookedOn: Date, lines: Line[]) {
    if (!isBalanced(lines)) {
      throw new UnprocessableEntityException('the lines of a transfer add up to zero');
    }
    const id = await this.prisma.$transaction(async (transaction) => {
      const known = await transaction.transfer.findUnique({ where: { reference } });
      if (known) return known.id;
      const transfer = await transaction.transfer.create({ data: { reference } });
      await transaction.entry.createMany({
        data: lines.map((line) => ({ ...line, transferId: transfer.id, bookedOn })),
      });
      return transfer.id;
    });
    await this.cache.forget(...lines.map((line) => balanceKey(line.accountId)));
    return { id, reference };
  }
}
