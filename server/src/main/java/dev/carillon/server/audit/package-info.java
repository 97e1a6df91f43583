/**
 * The audit log: who did what, from where, with what result, in a chain of hashes that shows any
 * later change. Hears of calls through {@link dev.carillon.server.http.Auditor}; depends on {@code
 * http}, {@code change}, {@code log} and the database.
 */
@NullMarked
package dev.carillon.server.audit;

import org.jspecify.annotations.NullMarked;
