/**
 * Long work as durable jobs: a batch at a time, each recorded as done in the transaction that does
 * it, so that a crash neither loses nor repeats any of it. Features say what a batch is; depends on
 * {@code hooks}, {@code hooks-jdbc} and {@code change} only.
 */
@NullMarked
package dev.carillon.server.job;

import org.jspecify.annotations.NullMarked;
