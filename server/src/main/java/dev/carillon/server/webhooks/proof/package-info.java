/**
 * Proofs of attempts: a thread hashes attempts that have settled into trees, whose roots are
 * entries of the audit log; calls give out proofs and check what is stored. Depends on the store
 * and on the audit log, never on the engine: nothing here is on the way of a delivery.
 */
@NullMarked
package dev.carillon.server.webhooks.proof;

import org.jspecify.annotations.NullMarked;
