/**
 * What everything about the log shares: filters as callers write them, deliveries and attempts as
 * answers show them, and what they mean in plain words. Depends on the core, {@code http} and
 * {@code config}.
 */
@NullMarked
package dev.carillon.server.log;

import org.jspecify.annotations.NullMarked;
