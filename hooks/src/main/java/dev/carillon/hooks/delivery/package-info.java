/**
 * What is owed to whom: deliveries, their attempts, the retry schedule, and the pure decision what
 * an attempt's outcome means. Depends on {@code event} and {@code webhook}.
 */
@NullMarked
package dev.carillon.hooks.delivery;

import org.jspecify.annotations.NullMarked;
