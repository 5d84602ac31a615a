"""Who may see and do what, written down a second time: a cell that changes has to change here too.

For each thing what an administrator, a manager, a developer, a partner and a stranger may do:
s(ee), e(xport), a(sk), d(ecide), c(onfirm), r(ead again), w (change); a dot for nothing.
"""

CELLS = """
ORGANIZATION       se     se    se   .    .
LISTS              se     se    se   se   .
UNOWNED            s      s     .    .    .
PROTOCOL           s      s     s    s    .
REPOSITORY_LED     seadr  seadr .    .    .
REPOSITORY_OWN     seadr  sear  sear sear .
REPOSITORY_OPEN    seadr  se    se   .    .
REPOSITORY_SEEN    seadr  se    se   .    .
REPOSITORY_HIDDEN  seadr  .     .    .    .
TEAM_LED           se     se    .    .    .
TEAM_OWN           se     se    se   se   .
TEAM_OTHER         se     se    se   .    .
TEAM_SECRET        se     .     .    .    .
CHANNEL_LED        sw     sw    .    .    .
CHANNEL_OTHER      sw     .     .    .    .
PLAN_OWN           sew    sew   sew  sew  .
PLAN_LED           sec    sec   .    .    .
PLAN_BUDDY         sec    s     s    s    .
PLAN_OTHER         sec    .     .    .    .
NEWCOMERS          sec    sec   s    s    .
DIGEST_OWN         sw     sw    sw   sw   .
DIGEST_OTHER       .      .     .    .    .
KEPT_OWN           se     se    se   se   .
KEPT_OTHER         .      .     .    .    .
SOURCE             sr     .     .    .    .
SETTINGS           sw     .     .    .    .
OUTBOX             s      .     .    .    .
AUDIT              se     .     .    .    .
"""
