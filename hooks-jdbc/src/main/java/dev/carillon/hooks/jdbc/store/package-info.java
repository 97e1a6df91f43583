/**
 * What the stores have in common: statements that both dialects understand, and how rows become
 * records. Knows no dialect; each gives its outbox, its lease and the few texts that differ.
 */
@NullMarked
package dev.carillon.hooks.jdbc.store;

import org.jspecify.annotations.NullMarked;
