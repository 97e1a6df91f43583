/**
 * Webhooks in a program of your own: {@link dev.carillon.hooks.Hooks} records events in your
 * transactions and sends them, everything else here is what it takes and gives. May depend on the
 * core ({@code hooks}) and on the stores ({@code hooks.jdbc}).
 */
@NullMarked
package dev.carillon.hooks;

import org.jspecify.annotations.NullMarked;
