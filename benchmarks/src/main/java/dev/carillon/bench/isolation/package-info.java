/**
 * P4: whether webhooks that hang slow the others down. May depend on {@code embedded} and {@code
 * receiver}.
 */
@NullMarked
package dev.carillon.bench.isolation;

import org.jspecify.annotations.NullMarked;
