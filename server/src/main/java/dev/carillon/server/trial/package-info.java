/**
 * Tries a webhook out: one signed request, now, to a saved or an unsaved one, with both sides
 * shown; and what may be called. Stands in no log and counts for no health. Depends on {@code
 * hooks}, {@code event}, {@code log}, {@code webhook} and {@code http}.
 */
@NullMarked
package dev.carillon.server.trial;

import org.jspecify.annotations.NullMarked;
