"""Keeping up with the source: what has changed is queued, leased, read, judged and stored.

The truth about what is to be done is a row, a `SyncItem`. `discovery` looks at the source and
queues; `work` leases an item, renews the lease while it reads and judges, and stores the results
only while the lease is its own. So work survives the death of any process, and no two workers store
results of one repository. A message in the broker only says that there is something to do.
"""
