/**
 * The audit log: entries, their chain of hashes, and its verification. Uses {@code config}, {@code
 * database} and {@code http}.
 */
@NullMarked
package dev.carillon.server.platform.audit;

import org.jspecify.annotations.NullMarked;
