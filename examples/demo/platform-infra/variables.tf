variable "sizes" {
  description = "Databases that are not small."
  type        = map(string)
  default     = { ledger = "large", tracking = "medium" }
}
