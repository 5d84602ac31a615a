import { BadRequestException, type PipeTransform } from '@nestjs/common';
import { type ZodType, z } from 'zod';

export class Validated<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: ZodType<T>) {}

  transform(value: unknown): T {
    const parsed = this.schema.safeParse(value);
    if (!parsed.success) throw new BadRequestException(z.flattenError(parsed.error));
    return parsed.data;
  }
}
