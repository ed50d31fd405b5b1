"""Every sentence that a person can read, by key; and the cards made of them."""
