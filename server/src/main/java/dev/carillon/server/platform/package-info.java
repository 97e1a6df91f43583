/**
 * What all areas stand on: {@code http} (calls, routes, access, problems), {@code openapi}, {@code
 * config} (the properties), {@code database} (changes together with their events), {@code audit},
 * {@code jobs}, {@code idempotency}, {@code mail}, {@code logging} and smaller ones. Knows no area.
 */
@NullMarked
package dev.carillon.server.platform;

import org.jspecify.annotations.NullMarked;
