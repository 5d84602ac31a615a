-- CreateIndex
CREATE INDEX "entries_account_id_booked_on_idx" ON "entries"("account_id", "booked_on");
