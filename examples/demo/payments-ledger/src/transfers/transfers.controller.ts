import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../auth/roles.guard.js';
import { Validated } from '../common/validation.pipe.js';
import { TransfersService } from './transfers.service.js';

const NewTransfer = z.object({
  reference: z.string().min(1).max(64),
  bookedOn: z.iso.date(),
  lines: z
    .array(z.object({ accountId: z.uuid(), amount: z.coerce.bigint() }))
    .min(2)
    .max(50),
});
type NewTransfer = z.infer<typeof NewTransfer>;

@ApiTags('transfers')
@ApiBearerAuth()
@Controller('transfers')
export class TransfersController {
  constructor(private readonly transfers: TransfersService) {}

  @Post()
  @Roles('billing')
  book(@Body(new Validated(NewTransfer)) transfer: NewTransfer) {
    return this.transfers.book(transfer.reference, new Date(transfer.bookedOn), transfer.lines);
  }
}
