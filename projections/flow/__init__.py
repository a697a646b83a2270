"""Case flow: who held which case when, referrals between units, and where the time went."""
