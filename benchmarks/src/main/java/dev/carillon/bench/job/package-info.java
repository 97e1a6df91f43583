/**
 * The whole job, from an event in a transaction to a settled delivery, on the embedded core,
 * against the fastest sending loop: P1, P7 and their limits. May depend on {@code hooks}, {@code
 * hooks-jdbc} and the server's adapters.
 */
@NullMarked
package dev.carillon.bench.job;

import org.jspecify.annotations.NullMarked;
