import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsService } from './accounts/accounts.service.js';
import { RolesGuard } from './auth/roles.guard.js';
import { TokenGuard } from './auth/token.guard.js';
import { CacheService } from './cache/cache.service.js';
import { PrismaService } from './prisma/prisma.service.js';
import { TransfersController } from './transfers/transfers.controller.js';
import { TransfersService } from './transfers/transfers.service.js';

@Module({
  controllers: [AccountsController, TransfersController],
  providers: [
    AccountsService,
    CacheService,
    PrismaService,
    RolesGuard,
    TokenGuard,
    TransfersService,
    // In this order: who it is comes before what they may do.
    { provide: APP_GUARD, useExisting: TokenGuard },
    { provide: APP_GUARD, useExisting: RolesGuard },
  ],
})
export class AppModule {}
