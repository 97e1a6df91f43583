/**
 * What features of webhooks cost when they are used, beside a plain webhook in the same run. May
 * depend on {@code bench} and the packages beside it.
 */
@NullMarked
package dev.carillon.bench.features;

import org.jspecify.annotations.NullMarked;
