import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../auth/roles.guard.js';
import { Page } from '../common/page.js';
import { Validated } from '../common/validation.pipe.js';
import { AccountsService } from './accounts.service.js';

const NewAccount = z.object({
  customerId: z.string().min(1).max(64),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
type NewAccount = z.infer<typeof NewAccount>;

@ApiTags('accounts')
@ApiBearerAuth()
@Controller('accounts')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Get()
  @Roles('accountant', 'auditor')
  list(@Query(new Validated(Page)) page: Page) {
    return this.accounts.list(page);
  }

  @Post()
  @Roles('accountant')
  open(@Body(new Validated(NewAccount)) account: NewAccount) {
    return this.accounts.open(account);
  }

  @Get(':id')
  @Roles('accountant', 'auditor', 'billing')
  one(@Param('id', ParseUUIDPipe) id: string) {
    return this.accounts.one(id);
  }

  @Get(':id/balance')
  @Roles('accountant', 'auditor', 'billing')
  balance(@Param('id', ParseUUIDPipe) id: string) {
    return this.accounts.balance(id);
  }

  @Get(':id/entries')
  @Roles('accountant', 'auditor')
  entries(@Param('id', ParseUUIDPipe) id: string, @Query(new Validated(Page)) page: Page) {
    return this.accounts.entries(id, page);
  }
}
