/**
 * The catalogue of event types: descriptions, schemas, examples and types for receivers. Uses
 * {@code payload} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.payload.catalogue;

import org.jspecify.annotations.NullMarked;
