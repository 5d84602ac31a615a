terraform {
  required_version = "~> 1.13"
}

locals {
  services = toset(["ledger", "rates", "tracking", "storefront", "returns", "billing"])
}

module "database" {
  source   = "./modules/database"
  for_each = local.services

  name       = each.key
  size       = lookup(var.sizes, each.key, "small")
  keep_weeks = 5
}
