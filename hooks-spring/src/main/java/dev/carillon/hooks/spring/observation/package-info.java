/**
 * Observations of Micrometer, from which come timers and, where the program has a tracer, spans: a
 * publication, and each attempt as its child, also in another process and after a restart. Depends
 * on the packages above it and on Micrometer.
 */
@NullMarked
package dev.carillon.hooks.spring.observation;

import org.jspecify.annotations.NullMarked;
