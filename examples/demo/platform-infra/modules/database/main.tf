variable "name" { type = string }
variable "size" { type = string }
variable "keep_weeks" { type = number }

resource "scaleway_rdb_instance" "this" {
  name                      = var.name
  engine                    = "PostgreSQL-17"
  node_type                 = { small = "DB-DEV-S", medium = "DB-GP-XS", large = "DB-GP-S" }[var.size]
  backup_schedule_retention = var.keep_weeks * 7
  encryption_at_rest        = true
}
