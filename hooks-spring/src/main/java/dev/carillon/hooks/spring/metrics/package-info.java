/** Meters of Micrometer: few, with few tags. Depends on the packages above it and on Micrometer. */
@NullMarked
package dev.carillon.hooks.spring.metrics;

import org.jspecify.annotations.NullMarked;
